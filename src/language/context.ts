/**
 * What the elaborator knows while it works: the names of the machine, the errors so far, and, for
 * each execution of a body, where it stands.
 */

import type { Diagnostic, DiagnosticCode, Label } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { suggest } from '../base/suggest.ts';
import type { Bank, Cause, Choice, Element, Storage } from '../isa/machine.ts';
import {
  type Access,
  array,
  bits,
  constant,
  FALSE,
  MEMORY,
  type Sort,
  type Term,
  variable,
} from '../term/term.ts';
import type { Definition } from '../term/definition.ts';
import type { Expression, Item } from './ast.ts';
import { type Flow, fork, MEMORY_SLOT, start } from './flow.ts';
import type { EnumType, EnumValue, Value, ValueType } from './values.ts';

/** A state element as it is named: one leaf, or a record of such. */
export type ElementTree =
  | {
      readonly kind: 'leaf';
      readonly element: string;
      readonly type: ValueType;
      readonly isPc: boolean;
    }
  | {
      readonly kind: 'tree';
      readonly name: string;
      readonly type: Extract<ValueType, { kind: 'record' }>;
      readonly fields: ReadonlyMap<string, ElementTree>;
    };

export type Binding =
  | { readonly kind: 'value'; readonly value: Value }
  /** An assignable local. */
  | { readonly kind: 'local'; readonly key: string; readonly type: ValueType }
  | { readonly kind: 'element'; readonly tree: ElementTree }
  | { readonly kind: 'file'; readonly element: Element; readonly type: ValueType }
  /** `condition` is read anew at every use: an earlier assignment may have changed what it selects. */
  | {
      readonly kind: 'bank';
      readonly bank: Bank;
      readonly condition: Expression;
      readonly whenTrue: ElementTree;
      readonly whenFalse: ElementTree;
    }
  | { readonly kind: 'storage' }
  | { readonly kind: 'path'; readonly path: string; readonly addressWidth: number }
  | { readonly kind: 'function'; readonly item: Extract<Item, { kind: 'function' }> };

/** Names of one block; reads fall through to the parent. */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Binding>;
}

/** The machine under construction. */
export interface Context {
  readonly diagnostics: Diagnostic[];
  readonly globals: Map<string, Binding>;
  /** Where each global was declared, for "declared twice". */
  readonly declared: Map<string, Span>;
  readonly types: Map<string, ValueType>;
  /** Enum members by their bare name; several enums may share one. */
  readonly members: Map<string, { readonly type: EnumType; readonly member: EnumValue }[]>;
  readonly elements: Element[];
  readonly causes: Cause[];
  /** The causes as an enum; undefined until they are declared. */
  causeType: EnumType | undefined;
  readonly valueWidths: number[];
  storage: Storage | undefined;
  /** `data load`: paths with the kinds of access for which their translation writes storage. */
  readonly touching: Set<string>;
  /** Opaque functions by name and by what is known of their arguments. */
  readonly opaque: Map<string, Definition>;
  /** Functions that some body has called. */
  readonly called: Set<string>;
  /** Of each function, what calls of it came to that only compute; by what it depends on. */
  readonly results: Map<Item, Map<string, Value>>;
  /** Constants and types that are known but not yet elaborated: whoever needs one elaborates it. */
  readonly pending: Pending;
  /** Functions that only a map file has. */
  readonly ofMap?: ReadonlyMap<string, MapFunction>;
}

/** What a call of such a function is worth. */
export type MapFunction = (x: Execution, e: Extract<Expression, { kind: 'call' }>) => Value;

/** What elaborates a constant, a type, the enums of a member, by name. Each is taken out when it runs. */
export interface Pending {
  readonly constants: Map<string, () => void>;
  readonly types: Map<string, () => void>;
  readonly members: Map<string, () => void>;
}

export type BodyKind =
  'instruction' | 'completion' | 'entry' | 'translate' | 'predicate' | 'effect';

/** One run of a body. */
export interface Execution {
  readonly context: Context;
  readonly body: BodyKind;
  flow: Flow;
  scope: Scope;
  /** Address of this instruction, and of the following one. */
  readonly pc: Term | undefined;
  readonly next: Term | undefined;
  /** In the trap entry: the address to save. */
  readonly resume: Term | undefined;
  readonly choices: Choice[];
  readonly accesses: { readonly path: string; readonly access: Access; readonly address: Term }[];
  /** Locals declared so far, for keys of their own; loop turns and calls so far, for their limit. */
  readonly counter: { locals: number; unrolled: number };
  /** Names of the functions being called, outermost first. */
  readonly calls: readonly string[];
  /** Type of `return` in the function being called. */
  readonly returns: ValueType | undefined;
  /** What `execute at` runs. */
  readonly execute: ((x: Execution, address: Value, span: Span) => void) | undefined;
}

/** The access kinds as an enum, for `access == store`. */
export const ACCESS_TYPE: EnumType = {
  kind: 'enum',
  name: 'access',
  width: 2,
  members: (['execute', 'load', 'store'] as const).map((name, value) => ({
    name,
    aliases: [],
    low: BigInt(value),
    high: BigInt(value),
    span: { file: '', start: 0, end: 0 },
  })),
};

interface Details {
  /** Text under the carets. */
  readonly label?: string;
  readonly related?: readonly Label[];
  readonly help?: string | undefined;
}

/** Records an error; the same error at the same place counts once. */
export function report(
  context: Context,
  code: DiagnosticCode,
  span: Span,
  message: string,
  details: Details = {},
): void {
  const known = context.diagnostics.some(
    (d) =>
      d.code === code &&
      d.message === message &&
      d.primary.span.file === span.file &&
      d.primary.span.start === span.start,
  );
  if (known) return;
  context.diagnostics.push({
    code,
    severity: 'error',
    message,
    primary: { span, text: details.label ?? '' },
    related: details.related ?? [],
    help: details.help,
  });
}

/** Help for a name that is not there. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const best = suggest(name, [...candidates]);
  return best === undefined ? undefined : `did you mean \`${best}\`?`;
}

export function findBinding(x: Execution, name: string): Binding | undefined {
  for (let scope: Scope | undefined = x.scope; scope !== undefined; scope = scope.parent) {
    const binding = scope.names.get(name);
    if (binding !== undefined) return binding;
  }
  const known = x.context.globals.get(name);
  if (known !== undefined) return known;
  return settle(x.context.pending.constants, name) ? x.context.globals.get(name) : undefined;
}

/** Elaborates a pending declaration; false if there is none of the name. */
export function settle(pending: Map<string, () => void>, name: string): boolean {
  const elaborate = pending.get(name);
  if (elaborate === undefined) return false;
  pending.delete(name);
  elaborate();
  return true;
}

/** Whether the body is part of a step: there `pc` is the instruction's address, and may be assigned. */
export function isStep(x: Execution): boolean {
  return x.body === 'instruction' || x.body === 'completion';
}

/** Counts a loop turn or a call; false, and reported, where a body would unroll to too many. */
export function unroll(x: Execution, span: Span): boolean {
  x.counter.unrolled += 1;
  if (x.counter.unrolled <= MOST_UNROLLED) return true;
  const message = `this comes to more than ${MOST_UNROLLED} loop turns and calls`;
  report(x.context, 'PG112', span, message, { help: 'loops and functions are unrolled' });
  return false;
}

const MOST_UNROLLED = 65_536;

/** Every name that would have been found, for did-you-mean. */
export function visibleNames(x: Execution): string[] {
  const names = [...x.context.globals.keys(), ...x.context.members.keys(), 'pc', 'next'];
  for (let scope: Scope | undefined = x.scope; scope !== undefined; scope = scope.parent)
    names.push(...scope.names.keys());
  return names;
}

/** Runs `action` in a scope of its own. */
export function inScope<T>(x: Execution, action: () => T): T {
  const outer = x.scope;
  x.scope = { parent: outer, names: new Map() };
  try {
    return action();
  } finally {
    x.scope = outer;
  }
}

/** A choice at a new site. Both copies of a two-state question share its variable. */
export function newChoice(x: Execution, sort: Sort, span: Span): Term {
  if (!isStep(x)) {
    report(x.context, 'PG302', span, '`undefined` is for instructions', {
      help: 'only what an instruction does may be left open',
    });
  }
  const name = `choice.${x.choices.length}`;
  x.choices.push({ name, span });
  return variable(name, sort);
}

/** Runs `action` on a fork of the flow and gives that fork. */
export function onFork(x: Execution, action: () => void): Flow {
  const outer = x.flow;
  const branch = fork(outer);
  x.flow = branch;
  try {
    action();
  } finally {
    x.flow = outer;
  }
  return branch;
}

/**
 * An execution for what is known before any: widths, constants, conditions on parameters. State has
 * its place in it all the same, so that naming some is an error like any other.
 */
export function staticExecution(context: Context): Execution {
  return newExecution(context, 'predicate', initialSlots(context));
}

/** Every element declared so far and the storage, as variables. */
export function initialSlots(context: Context): ReadonlyMap<string, Term> {
  const slots = slotsOf.get(context) ?? new Map<string, Term>();
  slotsOf.set(context, slots);
  slots.set(MEMORY_SLOT, variable(context.storage?.name ?? 'storage', MEMORY));
  // Elements are only ever added.
  for (const { name, width, file } of context.elements.slice(slots.size - 1)) {
    slots.set(
      name,
      variable(name, file === undefined ? bits(width) : array(file.indexWidth, width)),
    );
  }
  return slots;
}

/** The slots of each machine under construction, with the elements that it had when last asked. */
const slotsOf = new WeakMap<Context, Map<string, Term>>();

/** An execution that starts with the given slots. */
export function newExecution(
  context: Context,
  body: BodyKind,
  initial: ReadonlyMap<string, Term>,
  known: Partial<Pick<Execution, 'pc' | 'next' | 'resume' | 'execute'>> = {},
): Execution {
  const trap = {
    trapped: FALSE,
    memory: FALSE,
    cause: constant(1, 0n),
    values: [],
    resume: constant(1, 0n),
    kept: new Map<string, Term>(),
  };
  return {
    context,
    body,
    flow: start(initial, known.next, trap),
    scope: { parent: undefined, names: new Map() },
    pc: known.pc,
    next: known.next,
    resume: known.resume,
    choices: [],
    accesses: [],
    counter: { locals: 0, unrolled: 0 },
    calls: [],
    returns: undefined,
    execute: known.execute,
  };
}
