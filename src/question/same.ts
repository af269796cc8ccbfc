/** Comparisons of parts of states, as terms. */

import type { Bank, Element, Machine } from '../isa/machine.ts';
import { compare, constant, distinct, select, variable, widthOf, type Term } from '../term/term.ts';
import { elementOf, selectedOf, unselectedOf } from './copies.ts';
import type { Observation, Part } from './spec.ts';
import type { Snapshot, SymbolicStep } from './symbolic-step.ts';
import { both, either, implied, same } from './truth.ts';

/** Two snapshots of one step or of two, and the steps they belong to. */
export interface Compared {
  readonly machine: Machine;
  readonly observation: Observation;
  readonly left: Snapshot;
  readonly right: Snapshot;
  readonly leftStep: SymbolicStep;
  readonly rightStep: SymbolicStep;
  /** Tells comparisons apart, so that each has free indices of its own. */
  readonly label: string;
  sameStorage(compared: Compared): Term;
}

/** Whether the two agree in a part. */
export function samePart(part: Part, compared: Compared): Term {
  switch (part) {
    case 'observed':
      return both(...compared.observation.parts.map((each) => samePart(each, compared)));
    case 'storage':
      return isLeftOut(compared.observation, 'storage') ? both() : compared.sameStorage(compared);
    case 'time':
      return both(
        ...compared.machine.elements
          .filter(({ marks }) => marks.includes('time'))
          .map((element) => sameElement(element, compared)),
      );
    case 'mode':
    case 'map':
      return both(
        ...elementsOf(part, compared.machine).map((element) => sameElement(element, compared)),
      );
    case 'general':
    case 'pc':
    case 'control':
      return sameVisible(part, compared);
  }
}

/** What the program sees of a role: through the banks, and without what is not compared. */
function sameVisible(role: 'general' | 'pc' | 'control', compared: Compared): Term {
  const { machine, observation } = compared;
  const elements = elementsOf(role, machine).filter(
    ({ name, marks }) =>
      !marks.some((mark) => observation.except.includes(mark)) && !isLeftOut(observation, name),
  );
  if (compared.leftStep === compared.rightStep) {
    return both(...elements.map((element) => sameElement(element, compared)));
  }
  const names = new Set(elements.map(({ name }) => name));
  const banks = machine.banks.filter(({ whenTrue }) => names.has(whenTrue));
  const banked = new Set(banks.flatMap(({ whenTrue, whenFalse }) => [whenTrue, whenFalse]));
  return both(
    ...elements
      .filter(({ name }) => !banked.has(name))
      .map((element) => sameOrUnchanged(element, compared)),
    ...banks
      .filter(({ name }) => !isLeftOut(observation, name))
      .map((bank) => sameBank(bank, compared)),
  );
}

function isLeftOut({ without = [] }: Observation, name: string): boolean {
  return without.includes(name);
}

function elementsOf(role: Element['role'], machine: Machine): readonly Element[] {
  return machine.elements.filter((element) => element.role === role);
}

/** Of an element that differed before the step, "equal or unchanged in both" is agreement. */
function sameOrUnchanged(element: Element, compared: Compared): Term {
  const { left, right, leftStep, rightStep, observation } = compared;
  const agree = sameElement(element, compared);
  const [leftBefore, rightBefore] = [leftStep.before, rightStep.before];
  const isShared =
    elementOf(leftBefore.elements, element.name) === elementOf(rightBefore.elements, element.name);
  const isPlain = isShared || left === leftBefore || right === rightBefore;
  if (isPlain || observation.isWhole === true) return agree;
  return either(
    agree,
    both(
      sameElement(element, { ...compared, right: leftBefore, label: `${compared.label}.left` }),
      sameElement(element, { ...compared, left: rightBefore, label: `${compared.label}.right` }),
    ),
  );
}

/**
 * The register that was selected before the step agrees; the other one agrees or is unchanged in
 * both. What the step does to the selection itself is not compared here.
 */
function sameBank(bank: Bank, { left, right, leftStep, rightStep, observation }: Compared): Term {
  const leftSelects = leftStep.lowering.term(bank.condition);
  const rightSelects = rightStep.lowering.term(bank.condition);
  const unselectedLeft = unselectedOf(bank, left.elements, leftSelects);
  const unselectedRight = unselectedOf(bank, right.elements, rightSelects);
  return both(
    same(
      selectedOf(bank, left.elements, leftSelects),
      selectedOf(bank, right.elements, rightSelects),
    ),
    either(
      same(unselectedLeft, unselectedRight),
      observation.isWhole === true
        ? either()
        : both(
            same(unselectedLeft, unselectedOf(bank, leftStep.before.elements, leftSelects)),
            same(unselectedRight, unselectedOf(bank, rightStep.before.elements, rightSelects)),
          ),
    ),
  );
}

function sameElement(element: Element, { left, right, label }: Compared): Term {
  const a = elementOf(left.elements, element.name);
  const b = elementOf(right.elements, element.name);
  return sameValue(element, a, b, label);
}

/** Whether an element has the same value twice; `label` tells free indices of comparisons apart. */
export function sameValue(element: Element, a: Term, b: Term, label: string): Term {
  return element.file === undefined ? same(a, b) : sameFile(element, a, b, label);
}

/** A register file as long as this is compared register by register. */
const COMPARED_ONE_BY_ONE = 64;

/**
 * Register files made from one file by writes agree if they do wherever something was written.
 * Others are compared register by register or, if they are long, at a free index: exact where a
 * difference is asked for, and weaker than agreement where agreement is.
 */
function sameFile(element: Element, a: Term, b: Term, label: string): Term {
  if (a === b) return both();
  const parts = [partsOf(a), partsOf(b)];
  const bases = new Set(parts.flatMap(({ bases: some }) => some));
  const at = (index: Term): Term =>
    implied(isRegister(element, index), same(select(a, index), select(b, index)));
  if (bases.size === 1) return both(...new Set(parts.flatMap(({ indices }) => indices.map(at))));
  const { indexWidth, count } = element.file ?? { indexWidth: 1, count: 0 };
  if (count <= COMPARED_ONE_BY_ONE) {
    return both(...Array.from({ length: count }, (_, i) => at(constant(indexWidth, BigInt(i)))));
  }
  return at(
    variable(`index.${element.name}.${label}`, {
      kind: 'bits',
      width: element.file?.indexWidth ?? 1,
    }),
  );
}

function isRegister(element: Element, index: Term): Term {
  const { file } = element;
  if (file === undefined) return both();
  const width = widthOf(index);
  const inRange =
    BigInt(file.count) < 2n ** BigInt(width)
      ? [compare('bvult', index, constant(width, BigInt(file.count)))]
      : [];
  return both(
    ...inRange,
    ...file.hardwired.map((fixed) => distinct(index, constant(width, BigInt(fixed.index)))),
  );
}

/** The arrays that a register file is made from by writes, and the indices written. */
function partsOf(file: Term): {
  readonly bases: readonly Term[];
  readonly indices: readonly Term[];
} {
  const bases = new Set<Term>();
  const indices = new Set<Term>();
  const seen = new Set<Term>([file]);
  for (const term of seen) {
    const isMade = term.kind === 'apply' && (term.operator === 'store' || term.operator === 'ite');
    if (!isMade) {
      bases.add(term);
      continue;
    }
    const [first, second, third] = term.arguments;
    if (term.operator === 'store') {
      if (first !== undefined) seen.add(first);
      if (second !== undefined) indices.add(second);
    } else {
      if (second !== undefined) seen.add(second);
      if (third !== undefined) seen.add(third);
    }
  }
  return { bases: [...bases], indices: [...indices] };
}
