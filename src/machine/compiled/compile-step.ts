/**
 * The parts of a machine's step as functions: what an instruction does, which variant applies, and
 * how a trap is entered.
 */

import type { Effect, Instruction, Machine, Step } from '../../isa/machine.ts';
import { binary, bits, constant, variable, type Term, type Variable } from '../../term/term.ts';
import { storing, type Assignment } from './assignments.ts';
import { layoutOf, slotOf } from './fast-state.ts';
import type { Bound, Generated } from './generate.ts';
import { limbCount } from './limbs.ts';
import type { Block } from './placement.ts';
import { argumentAt, zeroOf, type Compiled, type Program } from './program.ts';

/** Where in the row of a trap its parts stand. */
export interface TrapRow {
  readonly cause: number;
  readonly resume: number;
  /** Of the instruction at hand, and the one after it; put there by the step. */
  readonly pc: number;
  readonly next: number;
  readonly values: readonly number[];
  /** Whether it is a memory trap. */
  readonly memory: number;
  readonly length: number;
}

export function trapRowOf(machine: Machine): TrapRow {
  let length = 0;
  const room = (width: number): number => {
    length += limbCount(width);
    return length - limbCount(width);
  };
  const { width } = pcSlot(machine).element;
  const cause = room(machine.causeWidth);
  const [resume, pc, next] = [room(width), room(width), room(width)];
  const values = machine.valueWidths.map(room);
  const memory = room(1);
  return { cause, resume, pc, next, values, memory, length };
}

export function pcSlot(machine: Machine): ReturnType<typeof slotOf> {
  const element = machine.elements.find(({ role }) => role === 'pc');
  if (element === undefined) throw new TypeError(`${machine.id} has no program counter`);
  return slotOf(layoutOf(machine), element.name);
}

/** Elements and storage of the one state, and nothing else. */
export function bareState(program: Program): (variable: Variable) => Bound {
  return ({ name }) => {
    const found = program.element(0, name);
    if (found === undefined) throw new TypeError(`no value for ${name}`);
    return found;
  };
}

/** The state, the operands of an instruction, and zero for every choice. */
function ofInstruction(program: Program, { encoding }: Instruction): (variable: Variable) => Bound {
  const offsets = new Map<string, number>();
  let offset = 0;
  for (const { name, width } of encoding.operands) {
    offsets.set(`op.${name}`, offset);
    offset += limbCount(width);
  }
  const state = bareState(program);
  return (each) => {
    const operand = offsets.get(each.name);
    if (operand !== undefined) return argumentAt('o', operand, each);
    return each.name.startsWith('choice.') ? zeroOf(each) : state(each);
  };
}

/** `(elements, operands)`: whether it trapped, with the trap in its row and `kept` stored. */
export function compileInstruction(
  machine: Machine,
  program: Program,
  instruction: Instruction,
): Compiled {
  const bound = ofInstruction(program, instruction);
  const { element } = pcSlot(machine);
  const pc = variable(element.name, bits(element.width));
  const units = BigInt(Math.trunc(instruction.encoding.width / machine.storage.unit));
  const next = binary('bvadd', pc, constant(element.width, units));
  return compileDescription(machine, program, instruction.step, bound, next);
}

/** As an instruction; `trap.next` is where the step put it. */
export function compileUndecoded(machine: Machine, program: Program): Compiled {
  const { next } = trapRowOf(machine);
  const state = bareState(program);
  return compileDescription(machine, program, machine.undecoded, (each) => {
    if (each.name === 'trap.next') return argumentAt('trap', next, each);
    return each.name.startsWith('choice.') ? zeroOf(each) : state(each);
  });
}

/** `(elements, operands)`: whether what tells the variants apart holds. */
export function compileConstraint(program: Program, instruction: Instruction): Compiled {
  const bound = ofInstruction(program, instruction);
  return program.compileTerm(['e0', 'o'], bound, instruction.constraint);
}

/** `(elements)`: whether a condition on the state holds. */
export function compileStateTerm(program: Program, term: Term): Compiled {
  return program.compileTerm(['e0'], bareState(program), term);
}

/** `(elements)`: enters the trap in the row. */
export function compileTrapEntry(machine: Machine, program: Program): Compiled {
  const row = trapRowOf(machine);
  const places = new Map<string, number>([
    ['trap.cause', row.cause],
    ['trap.resume', row.resume],
    ['trap.pc', row.pc],
    ['trap.next', row.next],
    ...row.values.map((at, k): [string, number] => [`trap.value.${k}`, at]),
  ]);
  const state = bareState(program);
  const bound = (each: Variable): Bound => {
    const at = places.get(each.name);
    return at === undefined ? state(each) : argumentAt('trap', at, each);
  };
  const assignments = assignmentsOf(machine, machine.trapEntry);
  return program.compile(['e0'], bound, (generated) => {
    const { root } = generated;
    generated.need(root, ...assignments.map(({ value }) => value));
    return () => generated.statements(root) + stored(generated, root, assignments, program);
  });
}

function compileDescription(
  machine: Machine,
  program: Program,
  { traps, memoryTraps, cause, values, resume, kept, after }: Step,
  bound: (variable: Variable) => Bound,
  next?: Term,
): Compiled {
  const row = trapRowOf(machine);
  const completed = assignmentsOf(machine, after);
  const keeping = elementsOf(machine, kept);
  const parts: readonly (readonly [at: number, part: Term])[] = [
    [row.cause, cause],
    [row.resume, resume],
    ...values.map((value, k) => [row.values[k] ?? 0, value] as const),
    [row.memory, memoryTraps],
    ...(next === undefined ? [] : ([[row.next, next]] as const)),
  ];
  return program.compile(['e0', 'o'], bound, (generated) => {
    const { root } = generated;
    const [trapping, completing] = [root.inner(), root.inner()];
    generated.need(root, traps);
    generated.need(trapping, ...parts.map(([, part]) => part));
    generated.need(trapping, ...keeping.map(({ value }) => value));
    generated.need(completing, ...completed.map(({ value }) => value));
    return () => {
      const test = generated.statements(root) + generated.values(root, traps);
      const trap = [
        generated.statements(trapping),
        ...parts.map(([at, part]) => {
          const computed = generated.values(trapping, part);
          const puts = generated.limbs(trapping, part).map((limb, i) => `trap[${at + i}]=${limb};`);
          return computed + puts.join('');
        }),
        stored(generated, trapping, keeping, program),
        'return true;',
      ];
      const done = [
        generated.statements(completing),
        stored(generated, completing, completed, program),
        'return false;',
      ];
      return `${test}\nif(${generated.single(root, traps)}){\n${trap.join('\n')}\n}else{\n${done.join('\n')}\n}`;
    };
  });
}

function stored(
  generated: Generated,
  block: Block,
  assignments: readonly Assignment[],
  program: Program,
): string {
  return storing(generated, block, assignments, program.versions.fileNumber);
}

function assignmentsOf(machine: Machine, { elements, memory }: Effect): readonly Assignment[] {
  return [
    ...elementsOf(machine, elements),
    { target: { kind: 'storage', state: 0 }, value: memory },
  ];
}

function elementsOf(machine: Machine, elements: ReadonlyMap<string, Term>): readonly Assignment[] {
  const layout = layoutOf(machine);
  return [...elements].map(([name, value]) => ({
    target: { kind: 'element', state: 0, slot: slotOf(layout, name) },
    value,
  }));
}
