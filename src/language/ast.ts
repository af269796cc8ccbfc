/**
 * Syntax trees of the description language (`.isa`) and of its sister forms: map files (`.map`),
 * specs (`.spec`) and expected rows (`.expected`). Exactly what was written: no widths, no names resolved.
 *
 * Every node carries its span. Comments are not in the tree; the parser keeps them beside it, so
 * that the formatter can put each one back (`ParsedFile.comments`).
 */

import type { Span } from '../base/span.ts';

export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** `cites pg74 § "Traps"`; several may follow one another, separated by commas. */
export interface Citation {
  readonly key: Name;
  readonly section: string | undefined;
  readonly span: Span;
}

// Expressions.

export type Expression =
  /** `5`, `0x1F`, `0b01` take the width of their context; `8'hFF`, `5'd3`, `3'b010` have one. */
  | {
      readonly kind: 'number';
      readonly value: bigint;
      readonly width: number | undefined;
      readonly text: string;
      readonly span: Span;
    }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | {
      readonly kind: 'unary';
      readonly operator: UnaryOperator;
      readonly operand: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  /** `c ? a : b` */
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'call';
      readonly callee: Name;
      readonly arguments: readonly Expression[];
      readonly span: Span;
    }
  /** `x[rd]` a register, `v[3]` a bit, `data[a]` one unit through a path, `data[a, 4]` four units. */
  | {
      readonly kind: 'index';
      readonly base: Expression;
      readonly arguments: readonly Expression[];
      readonly span: Span;
    }
  /** `v[hi:lo]` */
  | {
      readonly kind: 'slice';
      readonly base: Expression;
      readonly hi: Expression;
      readonly lo: Expression;
      readonly span: Span;
    }
  | { readonly kind: 'field'; readonly base: Expression; readonly name: Name; readonly span: Span }
  /** `match e { A, B => x, else => y }` */
  | {
      readonly kind: 'match';
      readonly subject: Expression;
      readonly arms: readonly MatchArm<Expression>[];
      readonly span: Span;
    }
  /** `e in { a, b, 3 .. 5 }` */
  | {
      readonly kind: 'member';
      readonly subject: Expression;
      readonly ranges: readonly Range[];
      readonly span: Span;
    }
  /** `undefined`: a recorded choice, one for each site. */
  | { readonly kind: 'undefined'; readonly span: Span };

export const UNARY_OPERATORS = ['!', '~', '-'] as const;
export type UnaryOperator = (typeof UNARY_OPERATORS)[number];

/** Loosest first; operators in one row bind alike, to the left (`=>` binds to the right). */
export const BINARY_PRECEDENCE = [
  ['=>'],
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['::'],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
] as const;
export type BinaryOperator = (typeof BINARY_PRECEDENCE)[number][number];

/** `low` alone, or `low .. high`, both inclusive. */
export interface Range {
  readonly low: Expression;
  readonly high: Expression | undefined;
}

/** `patterns` is empty for `else`. */
export interface MatchArm<Body> {
  readonly patterns: readonly Expression[];
  readonly body: Body;
  readonly span: Span;
}

// Statements.

export type Statement =
  | {
      readonly kind: 'let';
      readonly name: Name;
      readonly type: Type | undefined;
      readonly value: Expression;
      readonly span: Span;
    }
  /** `var n = e`: a local that may be assigned again. */
  | {
      readonly kind: 'var';
      readonly name: Name;
      readonly type: Type | undefined;
      readonly value: Expression;
      readonly span: Span;
    }
  /** The target is a name, field, index, slice, or a `::` of such. */
  | {
      readonly kind: 'assign';
      readonly target: Expression;
      readonly value: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Block;
      readonly otherwise: Block | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'match';
      readonly subject: Expression;
      readonly arms: readonly MatchArm<Block>[];
      readonly span: Span;
    }
  /** `for i in 0 .. 3 { }`, counting down if the first bound is larger; both bounds are static. */
  | {
      readonly kind: 'for';
      readonly variable: Name;
      readonly from: Expression;
      readonly to: Expression;
      readonly body: Block;
      readonly span: Span;
    }
  /** `trap c`, `trap c(value)`, `trap c resumes next`, `trap c keeping a, b` */
  | {
      readonly kind: 'trap';
      readonly cause: Expression;
      readonly arguments: readonly Expression[];
      readonly resumes: 'next' | undefined;
      readonly keeping: readonly Name[];
      readonly span: Span;
    }
  | { readonly kind: 'return'; readonly value: Expression | undefined; readonly span: Span }
  | {
      readonly kind: 'call';
      readonly call: Extract<Expression, { kind: 'call' }>;
      readonly span: Span;
    }
  /** `execute at a`: the subject instruction found there is executed in place of this one. */
  | { readonly kind: 'execute'; readonly address: Expression; readonly span: Span }
  /** `undefined`, `undefined widened to a, b why "…"`: anything within its frame may happen. */
  | {
      readonly kind: 'undefined';
      readonly widened: readonly Name[];
      readonly why: string | undefined;
      readonly span: Span;
    };

export interface Block {
  readonly statements: readonly Statement[];
  readonly span: Span;
}

// Types.

export type Type =
  | { readonly kind: 'bool'; readonly span: Span }
  | { readonly kind: 'bits'; readonly width: Expression; readonly span: Span }
  /** The name of an `enum` or `record` declared elsewhere. */
  | { readonly kind: 'named'; readonly name: Name; readonly span: Span }
  | {
      readonly kind: 'enum';
      readonly width: Expression | undefined;
      readonly members: readonly EnumMember[];
      readonly span: Span;
    }
  /** `record { … }`, fields packed from the top; or `record bits(w) { f : … at [hi:lo] }`. */
  | {
      readonly kind: 'record';
      readonly width: Expression | undefined;
      readonly fields: readonly RecordField[];
      readonly span: Span;
    };

/**
 * `A`, `A = 3`, `A = 3 .. 31` (any of those values; one member all the same), or `A` with a form.
 * `A | B` is one member with two names.
 */
export interface EnumMember {
  readonly name: Name;
  readonly aliases: readonly Name[];
  readonly low: Expression | undefined;
  readonly high: Expression | undefined;
  readonly form: MemberForm | undefined;
  readonly span: Span;
}

/** How a member stands in an instruction: `"(r{n})+" encoding 011 :: n[3] behind d[16]`. */
export interface MemberForm {
  readonly assembly: string;
  readonly encoding: readonly EncodingPart[];
  /** What follows all other parts of the instruction. */
  readonly behind: readonly EncodingPart[];
}

export interface RecordField {
  readonly name: Name;
  readonly type: Type;
  readonly hi: Expression | undefined;
  readonly lo: Expression | undefined;
  readonly role: Role | undefined;
  readonly marks: readonly Mark[];
  readonly why: string | undefined;
  readonly span: Span;
}

export const ROLES = ['general', 'pc', 'mode', 'map', 'control'] as const;
export type Role = (typeof ROLES)[number];

/** `time`: not observed. `address`: holds a storage address. `relocation`: what the paper's ⊕ shifts. */
export const MARKS = ['time', 'address', 'relocation', 'privilege', 'io'] as const;
export type Mark = (typeof MARKS)[number];

// Items of a description.

export type Item =
  | { readonly kind: 'include'; readonly path: string; readonly span: Span }
  /** `parameter XLEN : 32 | 64 = 64` or `parameter q : bits(17) = 65536` */
  | {
      readonly kind: 'parameter';
      readonly name: Name;
      readonly choices: readonly Expression[];
      readonly width: Expression | undefined;
      readonly value: Expression;
      readonly why: string | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'constant';
      readonly name: Name;
      readonly type: Type | undefined;
      readonly value: Expression;
      readonly span: Span;
    }
  /** `enum privilege : bits(2) { … }` or `record psw { … }` or `type word = bits(16)` */
  | {
      readonly kind: 'type';
      readonly name: Name;
      readonly type: Type;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `control mepc : bits(XLEN)`, `general x : bits(XLEN)[32] with x[0] = 0` */
  | {
      readonly kind: 'element';
      readonly role: Role;
      readonly name: Name;
      readonly type: Type;
      /** Number of registers of a file. */
      readonly count: Expression | undefined;
      readonly hardwired: readonly { readonly index: Expression; readonly value: Expression }[];
      readonly marks: readonly Mark[];
      readonly citations: readonly Citation[];
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `storage E : bits(64) at bits(16) size q big endian` */
  | {
      readonly kind: 'storage';
      readonly name: Name;
      readonly unit: Expression;
      readonly address: Expression;
      readonly size: Expression | undefined;
      readonly endian: 'little' | 'big' | undefined;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `banked sp = M == supervisor ? ssp : usp` */
  | {
      readonly kind: 'banked';
      readonly name: Name;
      readonly selection: Expression;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `pair s_u "S to U" { supervisor when … user when … holding … within … }`; without name at top level. */
  | {
      readonly kind: 'pair';
      readonly name: Name | undefined;
      readonly title: string | undefined;
      readonly supervisor: Expression;
      readonly user: Expression;
      readonly holding: Expression | undefined;
      readonly within: Expression | undefined;
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `memory trap load_page_fault = 13`, `trap svc resumes next` */
  | {
      readonly kind: 'cause';
      readonly name: Name;
      readonly memory: boolean;
      readonly code: Expression | undefined;
      readonly resumes: 'next' | undefined;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `cause group environment_call { a, b }` */
  | {
      readonly kind: 'group';
      readonly name: Name;
      readonly members: readonly Name[];
      readonly span: Span;
    }
  /** `trap entry (cause, value : bits(XLEN)) { … }` */
  | {
      readonly kind: 'entry';
      readonly values: readonly FunctionParameter[];
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `interrupt timer when pending` takes the trap of that cause; earlier ones win. */
  | {
      readonly kind: 'interrupt';
      readonly cause: Name;
      readonly condition: Expression;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `translate fetch, data (a : bits(16), access) -> bits(16) { … }` declares those mapped paths. */
  | {
      readonly kind: 'translate';
      readonly paths: readonly Name[];
      readonly address: FunctionParameter;
      readonly access: Name;
      readonly result: Type;
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `covering (a : bits(16), to : bits(16)) { … }`: a map under which user programs reach `to` at `a`. */
  | {
      readonly kind: 'covering';
      readonly address: FunctionParameter;
      readonly target: FunctionParameter;
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  | {
      readonly kind: 'function';
      /** Proofs know no more of it than that it is a function of its arguments. */
      readonly isOpaque: boolean;
      readonly name: Name;
      readonly parameters: readonly FunctionParameter[];
      readonly result: Type | undefined;
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  | Instruction
  /** `undecoded { trap illegal_instruction }` */
  | {
      readonly kind: 'undecoded';
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `before uret, csrrw.uepc in user of s_u { … }`: runs before the bodies of these instructions. */
  | {
      readonly kind: 'before';
      /** Ids of variants or of opcodes; `*` stands for anything. */
      readonly instructions: readonly Name[];
      /** Only in such states, of the pair that is named or of the first. */
      readonly mode: 'supervisor' | 'user' | undefined;
      readonly pair: Name | undefined;
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `on completion { … }`: after every instruction that completes. */
  | {
      readonly kind: 'completion';
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `reset { … }`: the state in which `popek run` starts; what it does not assign is zero. */
  | {
      readonly kind: 'reset';
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `invariant e why "…"`: proved inductive, then used to leave out unreachable states. */
  | {
      readonly kind: 'invariant';
      readonly condition: Expression;
      readonly why: string | undefined;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  | {
      readonly kind: 'leaves-out';
      readonly what: string;
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `if XLEN == 64 { items } else { items }`, decided by parameters alone. */
  | {
      readonly kind: 'when';
      readonly condition: Expression;
      readonly then: readonly Item[];
      readonly otherwise: readonly Item[];
      readonly span: Span;
    }
  /** `replace` before an item of a change: the item of that kind and name is exchanged in place. */
  | { readonly kind: 'replace'; readonly item: Item; readonly span: Span }
  /** `remove instruction lpsw`: takes away the item of that keyword and name. */
  | { readonly kind: 'remove'; readonly keyword: Name; readonly name: Name; readonly span: Span };

export interface FunctionParameter {
  readonly name: Name;
  /** Absent only where the form has a known type (`cause`, `access`). */
  readonly type: Type | undefined;
}

/** `instruction csrrw.{csr} "csrrw {rd}, {csr}, {rs1:xreg}" each csr in csr_number …` */
export interface Instruction {
  readonly kind: 'instruction';
  /** As written: `lpsw`, `csrrw.{csr}`, `{op}`. */
  readonly id: Name;
  readonly assembly: string;
  readonly each: readonly { readonly variable: Name; readonly type: Name }[];
  readonly citations: readonly Citation[];
  /** The manual's claim, quoted to be contradicted; no verdict reads it except through `claimed`. */
  readonly manualSays: 'privileged' | 'unprivileged' | undefined;
  readonly encoding: readonly EncodingPart[];
  /** Comparisons of one operand with constants. */
  readonly where: readonly Expression[];
  readonly body: Block;
  readonly span: Span;
}

export type EncodingPart =
  /** `0000_0001`: as many bits as digits. */
  | { readonly kind: 'pattern'; readonly text: string; readonly span: Span }
  /** `0[40]`, `0x1F[7]`: a number in that many bits. */
  | {
      readonly kind: 'filled';
      readonly value: Expression;
      readonly width: Expression;
      readonly span: Span;
    }
  /** `rd[5]`: the whole operand, that wide. A bare name is an `each` variable of known width. */
  | {
      readonly kind: 'operand';
      readonly name: Name;
      readonly width: Expression | undefined;
      readonly span: Span;
    }
  /** `imm[10:5]`: these bits of an operand; bits that no part gives are zero. */
  | {
      readonly kind: 'piece';
      readonly name: Name;
      readonly hi: Expression;
      readonly lo: Expression;
      readonly span: Span;
    };

export interface Description {
  readonly kind: 'isa';
  readonly title: string;
  /** `isa "The Wren 2" changes "wren"`: the id of the machine this is a change to. */
  readonly changes: string | undefined;
  readonly citations: readonly Citation[];
  readonly items: readonly Item[];
  readonly span: Span;
}

/** A file that is included has no header; `fragment` tells. */
export interface Fragment {
  readonly kind: 'fragment';
  readonly items: readonly Item[];
  readonly span: Span;
}

// Map files.

/** How a virtual machine is represented by a real one: Popek and Goldberg's f, inverted. */
export interface MapFile {
  readonly kind: 'map';
  readonly title: string;
  readonly citations: readonly Citation[];
  readonly items: readonly MapItem[];
  readonly span: Span;
}

export type MapItem =
  /** `pair m_u`: the modes between which the monitor stands, where they are not the first. */
  | { readonly kind: 'between'; readonly pair: Name; readonly span: Span }
  /** `virtual q = 4096`: a parameter of the virtual machine, where it is not that of the real one. */
  | {
      readonly kind: 'virtual';
      readonly name: Name;
      readonly value: Expression;
      readonly span: Span;
    }
  /** `kept M, sr.S why "…"`, elements of the virtual machine and fields of them, or `kept base : bits(16) why "…"`. */
  | {
      readonly kind: 'kept';
      readonly names: readonly Name[];
      readonly type: Type | undefined;
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `window at kept.base`: the virtual storage begins there. */
  | {
      readonly kind: 'window';
      readonly base: Expression;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `placed when e why "…"`: what the allocator promises of a new guest. */
  | {
      readonly kind: 'placed';
      readonly condition: Expression;
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `allocated (a : bits(16)) when e`: the storage that belongs to the guest. */
  | {
      readonly kind: 'allocated';
      readonly address: FunctionParameter;
      readonly condition: Expression;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `reflected cause resumes address when e`: such traps are passed on, not interpreted. */
  | {
      readonly kind: 'reflected';
      readonly cause: Expression;
      readonly resume: Expression;
      readonly condition: Expression;
      readonly citations: readonly Citation[];
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `derived (a : bits(16)) in e .. e = f`: storage that follows from what is kept. */
  | {
      readonly kind: 'derived';
      readonly address: FunctionParameter;
      readonly low: Expression;
      readonly high: Expression;
      readonly value: Expression;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `abstraction { … }`, `recovery { … }`, `resume { … }`, `start { … }`, `clear { … }`, `fill { … }` */
  | {
      readonly kind: (typeof MAP_BODIES)[number];
      readonly body: Block;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `reached 12 in p, q`: what is mapped lies in these pages, of 12 bits of address each. */
  | {
      readonly kind: 'reached';
      readonly bits: Expression;
      readonly pages: readonly Expression[];
      readonly span: Span;
    }
  /** `cover "virtual supervisor" when e`: a case that the invariant must leave possible. */
  | {
      readonly kind: 'cover';
      readonly title: string;
      readonly condition: Expression;
      readonly span: Span;
    }
  | Extract<Item, { readonly kind: 'invariant' | 'leaves-out' | 'function' | 'constant' }>;

export const MAP_BODIES = ['abstraction', 'recovery', 'resume', 'start', 'clear', 'fill'] as const;

// Specs.

export interface Spec {
  readonly kind: 'spec';
  readonly name: Name;
  readonly title: string;
  readonly extends: Name | undefined;
  readonly citations: readonly Citation[];
  readonly items: readonly SpecItem[];
  readonly span: Span;
}

export type SpecItem =
  | { readonly kind: 'reading'; readonly text: string; readonly span: Span }
  | { readonly kind: 'granularity'; readonly value: 'variant' | 'opcode'; readonly span: Span }
  /** `observed general, pc, control, storage except time` */
  | {
      readonly kind: 'observed';
      readonly what: readonly Name[];
      readonly except: readonly Name[];
      readonly span: Span;
    }
  | Question
  /** `class sensitive "Sensitive" = found(changes_control) || found(sees_both)` */
  | {
      readonly kind: 'class';
      readonly name: Name;
      readonly title: string;
      readonly formula: Expression;
      readonly span: Span;
    }
  /** `theorem 1 "…" requires sensitive => privileged` */
  | {
      readonly kind: 'theorem';
      readonly number: number;
      readonly title: string;
      readonly formula: Expression;
      readonly citations: readonly Citation[];
      readonly span: Span;
    }
  /** `fact 2 "…" given theorem 1 requires privileged => always_traps` */
  | {
      readonly kind: 'fact';
      readonly number: number;
      readonly title: string;
      readonly given: number | undefined;
      readonly formula: Expression;
      readonly span: Span;
    };

/** `find state s` or `find pair s1, s2 differing in mode, map`, with its frame and excuses. */
export interface Question {
  readonly kind: 'question';
  readonly name: Name;
  readonly title: string;
  readonly citations: readonly Citation[];
  readonly reading: string | undefined;
  readonly states: readonly Name[];
  readonly differing: readonly Name[];
  readonly among: readonly Expression[];
  readonly unless: readonly Expression[];
  readonly suchThat: Expression;
  readonly span: Span;
}

// Expected rows.

export interface ExpectedFile {
  readonly kind: 'expected';
  readonly source: Name;
  readonly title: string;
  readonly rows: readonly ExpectedRow[];
  readonly span: Span;
}

export interface ExpectedRow {
  /** An instruction id, with `*` for any characters; or `theorem 1`; or `premise coverage`. */
  readonly subject: { readonly kind: 'instruction' | 'theorem' | 'premise'; readonly name: string };
  readonly spec: Name;
  readonly pair: Name | undefined;
  /** `with N = 1`: the settings of the machine that the row speaks of. */
  readonly settings: readonly { readonly name: Name; readonly value: number }[];
  /** `{ control yes, privileged no }`, or one `holds` / `fails` for theorems and premises. */
  readonly claims: readonly { readonly name: Name; readonly value: Name }[];
  readonly status: 'published' | 'manual' | 'derived';
  readonly confidence: 'certain' | 'likely' | 'needs_checking' | 'prediction';
  readonly why: string | undefined;
  readonly span: Span;
}

// What a platform adds.

export interface PlatformFile {
  readonly kind: 'platform';
  readonly title: string;
  readonly citations: readonly Citation[];
  readonly items: readonly PlatformItem[];
  readonly span: Span;
}

export type PlatformItem =
  /** `console at 0xFFF` */
  | {
      readonly kind: 'console';
      readonly address: Extract<Expression, { kind: 'number' }>;
      readonly citations: readonly Citation[];
      readonly why: string | undefined;
      readonly span: Span;
    }
  /** `clock mtime` */
  | {
      readonly kind: 'clock';
      readonly element: Name;
      readonly citations: readonly Citation[];
      readonly why: string | undefined;
      readonly span: Span;
    };

export interface Comment {
  /** With its `//`, without the line end. */
  readonly text: string;
  readonly span: Span;
}

export interface ParsedFile<Tree> {
  readonly tree: Tree;
  readonly comments: readonly Comment[];
}
