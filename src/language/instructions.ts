/** Elaborates instructions: encodings, variants, and the step of each. */

import { bitNot, ones } from '../base/bits.ts';
import type {
  AssemblyPart,
  Choice,
  Encoding,
  Instruction as MachineInstruction,
  Operand,
  Step,
} from '../isa/machine.ts';
import {
  and,
  binary,
  compare,
  constant,
  equal,
  or,
  type Term,
  TRUE,
  widthOf,
} from '../term/term.ts';
import { elaborateAssembly } from './assembly-text.ts';
import { runBefore } from './before.ts';
import type { Block, Instruction } from './ast.ts';
import {
  type Binding,
  type Context,
  didYouMean,
  type Execution,
  newExecution,
  report,
  type Scope,
} from './context.ts';
import { complete } from './completion.ts';
import { elaborateEncoding } from './encodings.ts';
import { elaborateExecutes, type Subject } from './execute-at.ts';
import { areTogether, formValue, isAbout, operandVariable, withForms } from './forms.ts';
import { both, MEMORY_SLOT, slot, SUCCESSOR_SLOT } from './flow.ts';
import { citationTexts, type Setting } from './machine-parts.ts';
import type { Ranges } from './ranges.ts';
import { runBlock } from './statements.ts';
import { bitsValue, type EnumType, type EnumValue, type Value } from './values.ts';

/** The variants of one instruction item, in the order of its `each` members. */
export function elaborateInstruction(setting: Setting, item: Instruction): MachineInstruction[] {
  const executes = executesAnother(item.body);
  const heads = eachCombination(setting.context, item).map((bound) =>
    elaborateHead(setting, withForms(item, bound), bound),
  );
  if (executes) return heads.flatMap((head) => elaborateExecutes(setting, item, head));
  setting.subjects.push(...heads.map(({ id, encoding, names }) => ({ item, id, encoding, names })));
  return heads.map((head) => elaborateVariant(setting, item, head, undefined));
}

/** The encodings of an instruction that executes another; each of those has to know all of them. */
export function encodingsOf(setting: Setting, item: Instruction): Encoding[] {
  return eachCombination(setting.context, item).map((bound) =>
    elaborateEncoding(setting.context, withForms(item, bound), bound),
  );
}

/** Whether the body has an `execute at`, so that its variants wait for all other instructions. */
export function executesAnother(block: Block): boolean {
  return block.statements.some((statement) => {
    if (statement.kind === 'execute') return true;
    if (statement.kind === 'if')
      return (
        executesAnother(statement.then) ||
        (statement.otherwise !== undefined && executesAnother(statement.otherwise))
      );
    if (statement.kind === 'match') return statement.arms.some((arm) => executesAnother(arm.body));
    return statement.kind === 'for' && executesAnother(statement.body);
  });
}

/** One `each` variable bound to one member. */
export interface Bound {
  readonly variable: string;
  readonly type: EnumType;
  readonly member: EnumValue;
}

/** What is known of a variant before its body runs. */
export interface Head {
  readonly id: string;
  readonly encoding: Encoding;
  readonly assembly: readonly AssemblyPart[];
  readonly names: ReadonlyMap<string, Binding>;
  readonly constraint: Term;
  /** How many members it stands for; undefined if each is one. */
  readonly members: number | undefined;
}

/** More than any machine has; each is elaborated by itself, and judged. */
const MOST_VARIANTS = 65_536;

function eachCombination(context: Context, item: Instruction): Bound[][] {
  let combinations: Bound[][] = [[]];
  for (const { variable: name, type } of item.each) {
    const resolved = context.types.get(type.text);
    if (resolved?.kind !== 'enum') {
      report(context, 'PG206', type.span, `\`each\` needs an enum, and \`${type.text}\` is none`, {
        help: didYouMean(type.text, context.types.keys()),
      });
      return [];
    }
    if (combinations.length * resolved.members.length > MOST_VARIANTS) {
      const message = `this comes to more than ${MOST_VARIANTS} instructions`;
      report(context, 'PG112', type.span, message, {
        help: 'a member that is a range makes one instruction, with an operand',
      });
      return [];
    }
    combinations = combinations.flatMap((before) =>
      resolved.members.map((member) => [
        ...before,
        { variable: name.text, type: resolved, member },
      ]),
    );
  }
  const filters = item.where.filter((condition) =>
    combinations.some((bound) => isAbout(item, bound, condition)),
  );
  return combinations.filter((bound) =>
    filters.every((condition) => areTogether(context, bound, condition)),
  );
}

function elaborateHead(setting: Setting, item: Instruction, bound: readonly Bound[]): Head {
  const { context } = setting;
  const encoding = elaborateEncoding(context, item, bound);
  const names = new Map<string, Binding>();
  for (const operand of encoding.operands)
    names.set(operand.name, { kind: 'value', value: bitsValue(operandVariable(operand)) });
  const terms = new Map(encoding.operands.map((each) => [each.name, operandVariable(each)]));
  for (const each of bound) {
    const operand = encoding.operands.find(({ name }) => name === each.variable);
    const value: Value =
      operand === undefined
        ? formValue(each, terms)
        : {
            kind: 'enum',
            type: each.type,
            term: operandVariable(operand),
            member: each.member.name,
          };
    names.set(each.variable, { kind: 'value', value });
  }
  return {
    id: fillTemplate(item.id.text, bound),
    encoding,
    assembly: elaborateAssembly(context, item, encoding, bound),
    names,
    constraint: operandConstraint(encoding.operands),
    members: membersOf(bound),
  };
}

function membersOf(bound: readonly Bound[]): number | undefined {
  const sizes = bound.map(({ member: { low, high } }) => Number(high - low) + 1);
  const members = sizes.reduce((product, size) => product * size, 1);
  return members === 1 ? undefined : members;
}

function fillTemplate(text: string, bound: readonly Bound[]): string {
  return bound.reduce(
    (filled, { variable: name, member }) => filled.replaceAll(`{${name}}`, member.name),
    text,
  );
}

function operandConstraint(operands: readonly Operand[]): Term {
  return operands
    .flatMap((operand) => {
      const word = operandVariable(operand);
      const unused = bitNot(operand.width, operand.encodedMask);
      const zero =
        unused === 0n
          ? []
          : [
              equal(
                binary('bvand', word, constant(operand.width, unused)),
                constant(operand.width, 0n),
              ),
            ];
      return [
        ...zero,
        ...(operand.allowed === undefined ? [] : [withinRanges(word, operand.allowed)]),
      ];
    })
    .reduce(both, TRUE);
}

export function withinRanges(word: Term, ranges: Ranges): Term {
  const width = widthOf(word);
  const most = ones(width);
  return or(
    ...ranges.map(({ low, high }) => {
      if (low === high) return equal(word, constant(width, low));
      const bounds = [
        ...(low > 0n ? [compare('bvule', constant(width, low), word)] : []),
        ...(high < most ? [compare('bvule', word, constant(width, high))] : []),
      ];
      return and(...bounds);
    }),
  );
}

// Bodies.

export function elaborateVariant(
  setting: Setting,
  item: Instruction,
  head: Head,
  execute: Subject | undefined,
): MachineInstruction {
  const x = instructionExecution(setting, head, execute);
  const id = execute === undefined ? head.id : `${head.id}.${execute.id}`;
  const opcode = opcodeOf(head.id);
  runBefore(x, setting.before, [id, opcode]);
  runBlock(x, item.body);
  return {
    id,
    opcode,
    assembly: head.assembly,
    manualSays: item.manualSays,
    citations: citationTexts(item.citations),
    span: item.id.span,
    encoding: head.encoding,
    members: head.members,
    ...finish(setting, x, head.constraint),
  };
}

/** `csrrw` of `csrrw.sstatus` */
export function opcodeOf(id: string): string {
  return id.split('.')[0] ?? id;
}

function instructionExecution(
  setting: Setting,
  head: Head,
  execute: Subject | undefined,
): Execution {
  const { pc } = setting;
  const length = constant(
    widthOf(pc),
    BigInt(head.encoding.width / (setting.context.storage?.unit ?? 1)),
  );
  const next = binary('bvadd', pc, length);
  const x = newExecution(setting.context, 'instruction', setting.initial, {
    pc,
    next,
    execute: execute?.run,
  });
  for (const [name, binding] of head.names) x.scope.names.set(name, binding);
  return x;
}

interface Finished {
  readonly constraint: Term;
  readonly choices: readonly Choice[];
  readonly step: Step;
  readonly accesses: MachineInstruction['accesses'];
}

/** No names but the machine's: bodies of other items know nothing of an instruction's operands. */
export const GLOBAL: Scope = { parent: undefined, names: new Map() };

/** The step that an execution came to, `on completion` included. */
export function finish(setting: Setting, x: Execution, constraint: Term): Finished {
  const { trap } = x.flow;
  const completed: Execution = { ...x, body: 'completion', scope: GLOBAL, execute: undefined };
  complete(completed, setting.completion);
  const elements = new Map<string, Term>();
  for (const [key, term] of x.flow.slots ?? []) {
    if (key !== MEMORY_SLOT && key !== SUCCESSOR_SLOT && term !== x.flow.initial.get(key))
      elements.set(key, term);
  }
  elements.set(setting.pcElement, slot(x.flow, SUCCESSOR_SLOT));
  const causeWidth = setting.context.causeType?.width ?? 1;
  const never = trap.values.length === 0 && widthOf(trap.cause) !== causeWidth;
  return {
    constraint: both(constraint, x.flow.constraint),
    choices: x.choices,
    accesses: x.accesses,
    step: {
      traps: trap.trapped,
      memoryTraps: trap.memory,
      cause: never ? constant(causeWidth, 0n) : fitCause(trap.cause, causeWidth),
      values: setting.context.valueWidths.map((width, k) => trap.values[k] ?? constant(width, 0n)),
      resume: widthOf(trap.resume) === widthOf(setting.pc) ? trap.resume : setting.pc,
      kept: trap.kept,
      after: { elements, memory: slot(x.flow, MEMORY_SLOT) },
    },
  };
}

function fitCause(cause: Term, width: number): Term {
  return widthOf(cause) === width ? cause : constant(width, 0n);
}
