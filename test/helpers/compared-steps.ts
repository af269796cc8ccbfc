/**
 * One step, read twice: what the evaluator makes of it, and the terms that a solver sees of it, as
 * claims that the two are equal. Every name in them begins with the sample's own, so that many
 * samples fit one query.
 */

import type { Instruction, Machine, Pair } from '../../src/isa/machine.ts';
import { encode } from '../../src/isa/encode.ts';
import { changesBetween, registerIn, scalarIn, unitIn, type State } from '../../src/isa/state.ts';
import { unitsOf } from '../../src/isa/units.ts';
import { FETCH } from '../../src/machine/memory-model.ts';
import type { StepOutcome } from '../../src/machine/step.ts';
import { holdsIn, placeIn, run } from '../../src/prove/run.ts';
import { abstractStorage, abstractView } from '../../src/question/abstract-view.ts';
import { elementOf, sortOf } from '../../src/question/copies.ts';
import { fetchConstraints, operandConstraints } from '../../src/question/encoded.ts';
import { exactStorage, exactView, storageOf } from '../../src/question/exact-view.ts';
import { PHYSICAL } from '../../src/question/path-groups.ts';
import { arrayOf as storageArray, type StorageTerm } from '../../src/question/storage-term.ts';
import { pcElement, symbolicStep, type SymbolicStep } from '../../src/question/symbolic-step.ts';
import type { View } from '../../src/question/view.ts';
import { arrayAccesses } from '../../src/smt/array-accesses.ts';
import { evaluateAll, type Environment } from '../../src/term/evaluate.ts';
import { simplify } from '../../src/term/simplify.ts';
import { withWord, wordAt } from '../../src/term/sparse-map.ts';
import { substitution } from '../../src/term/substitute.ts';
import * as t from '../../src/term/term.ts';
import { arrayOf, bitsOf, type Value } from '../../src/term/value.ts';
import { freeVariables, subterms } from '../../src/term/walk.ts';

export interface Sample {
  readonly title: string;
  readonly outcome: StepOutcome['kind'];
  /** Closed but for what is at addresses that they do not look at. */
  readonly claims: readonly Claim[];
}

export interface Claim {
  readonly what: string;
  readonly holds: t.Term;
}

export interface Inputs {
  readonly name: string;
  readonly state: State;
  readonly operands: ReadonlyMap<string, bigint>;
  readonly choices: ReadonlyMap<string, Value>;
}

/**
 * Everything that is said of the step, with the instruction in storage where it can be fetched.
 * The evaluator may be given another instruction, to see that it matters.
 */
export function exactSample(
  machine: Machine,
  instruction: Instruction,
  inputs: Inputs,
  evaluated: Instruction = instruction,
): Sample {
  const { name } = inputs;
  const state = withInstruction(machine, instruction, inputs);
  const subject = { machine, pair: pairOf(machine, name), instruction };
  const view = exactView(machine);
  const storage = exactStorage(machine, name);
  const step = stepOfCopy(subject, name, storage, view);
  const { outcome, isAtHand } = run({ ...subject, instruction: evaluated }, state, inputs);

  const claims = new Claims(machine, step);
  claims.bool('the instruction is at hand', t.and(
    step.constraint,
    ...step.invariants,
    ...operandConstraints(instruction),
    ...fetchConstraints(subject, step, view),
  ), isAtHand); // prettier-ignore
  claims.modes(subject.pair, state);
  claims.outcome(outcome);
  claims.storage('storage', storageOf(step.outcome().storage), storageOf(storage), state, outcome);
  return claims.sample(instruction, { ...inputs, state }, outcome, [
    [storageOf(storage), { kind: 'array', words: state.memory.units }],
  ]);
}

/** What of the step depends on no mapped storage. Of storage, only the physical path is compared. */
export function abstractSample(machine: Machine, instruction: Instruction, inputs: Inputs): Sample {
  const { name, state } = inputs;
  const subject = { machine, pair: pairOf(machine, name), instruction };
  const view = abstractView(machine, () => true);
  const storage = abstractStorage(machine, { mapped: name, physical: name });
  const step = stepOfCopy(subject, name, storage, view);
  const { outcome } = run(subject, state, inputs);

  const claims = new Claims(machine, step);
  claims.modes(subject.pair, state);
  claims.outcome(outcome);
  const physical = storageArray(storage, PHYSICAL);
  return claims.sample(instruction, inputs, outcome, [
    [physical, { kind: 'array', words: state.memory.units }],
  ]);
}

/** Claims about one step of one copy. */
class Claims {
  readonly #machine: Machine;
  readonly #step: SymbolicStep;
  readonly #claims: Claim[] = [];

  constructor(machine: Machine, step: SymbolicStep) {
    this.#machine = machine;
    this.#step = step;
  }

  bool(what: string, term: t.Term, value: boolean): void {
    this.#claims.push({ what, holds: t.equal(term, t.bool(value)) });
  }

  bits(what: string, term: t.Term, value: bigint): void {
    this.#claims.push({ what, holds: t.equal(term, t.constant(t.widthOf(term), value)) });
  }

  modes(pair: Pair, state: State): void {
    const step = this.#step;
    const holds = (condition: t.Term): boolean => holdsIn(this.#machine, condition, state);
    this.bool('supervisor', step.supervisor, holds(pair.supervisor));
    this.bool('bare user', step.bareUser, holds(pair.bareUser));
    this.bool('user', step.user, holds(pair.bareUser) && holds(pair.holding));
    this.bool('within', step.within, holds(pair.within));
    for (const [i, { condition }] of this.#machine.invariants.entries()) {
      const term = step.invariants[i];
      if (term !== undefined) this.bool(`invariant ${i}`, term, holds(condition));
    }
  }

  outcome(outcome: StepOutcome): void {
    const step = this.#step;
    const doesTrap = outcome.kind === 'traps';
    this.bool('traps', step.traps, doesTrap);
    this.bool('memory traps', step.memoryTraps, doesTrap && outcome.memory);
    if (doesTrap) {
      this.bits('cause', step.cause, firstOfGroup(this.#machine, outcome.cause));
      this.bits('resume', step.resume, outcome.resume);
    } else {
      this.#elements('after', step.after.elements, outcome.state);
    }
    this.#elements('outcome', step.outcome().elements, outcome.state);
  }

  /** The units that changed, and that at any other address nothing did. */
  storage(what: string, after: t.Term, before: t.Term, state: State, outcome: StepOutcome): void {
    const { addressWidth, unit } = this.#machine.storage;
    const changes = changesBetween(this.#machine, state, outcome.state).filter(
      ({ kind }) => kind === 'storage',
    );
    let expected = before;
    for (const { name } of changes) {
      const address = BigInt(name.slice(name.indexOf('[') + 1, -1));
      const at = t.constant(addressWidth, address);
      expected = t.store(expected, at, t.constant(unit, unitIn(outcome.state, address)));
      this.bits(`${what} ${name}`, t.select(after, at), unitIn(outcome.state, address));
    }
    if (after === before && changes.length === 0) return;
    const anywhere = t.variable(`${this.#step.before.copy}.anywhere`, t.bits(addressWidth));
    const holds = t.equal(t.select(after, anywhere), t.select(expected, anywhere));
    this.#claims.push({ what: `${what} anywhere`, holds });
  }

  /** The claims whose variables are all known, in the form in which a solver gets them. */
  sample(
    instruction: Instruction,
    inputs: Inputs,
    outcome: StepOutcome,
    arrays: readonly (readonly [t.Term, Value])[],
  ): Sample {
    const { name, state, operands, choices } = inputs;
    const values = new Map<string, Value>(
      arrays.flatMap(([term, value]) => (term.kind === 'variable' ? [[term.name, value]] : [])),
    );
    for (const [element, value] of state.elements) values.set(`${name}.${element}`, value);
    for (const [operand, value] of operands) values.set(`${name}.op.${operand}`, value);
    for (const [choice, value] of choices) values.set(`${name}.${choice}`, value);

    const own = ownInputs(name, this.#claims);
    const isKnown = (term: t.Term): boolean =>
      freeVariables(term).every((each) => values.has(each.name) || each.name.endsWith('.anywhere'));
    const claims = this.#claims
      .map(({ what, holds }) => ({ what, holds: simplify(own(holds)) }))
      .filter(({ holds }) => isKnown(holds));
    const closed = substitution(constants(claims.map(({ holds }) => holds), values)); // prettier-ignore
    return {
      title: `${instruction.id} (${outcome.kind}, ${name})`,
      outcome: outcome.kind,
      claims: claims.map(({ what, holds }) => ({ what, holds: closed(holds) })),
    };
  }

  #elements(what: string, terms: ReadonlyMap<string, t.Term>, state: State): void {
    for (const element of this.#machine.elements) {
      const term = elementOf(terms, element.name);
      if (element.file === undefined) {
        this.bits(`${what} ${element.name}`, term, scalarIn(state, element.name));
        continue;
      }
      const { count, indexWidth } = element.file;
      for (let i = 0; i < count; i += 1) {
        const register = t.select(term, t.constant(indexWidth, BigInt(i)));
        this.bits(`${what} ${element.name}[${i}]`, register, registerIn(state, element.name, i));
      }
    }
  }
}

/** Operands and choices under the sample's own name. */
function ownInputs(name: string, claims: readonly Claim[]): (term: t.Term) => t.Term {
  const inputs = freeVariables(...claims.map(({ holds }) => holds)).filter((each) =>
    /^(?:op|choice)\./u.test(each.name),
  );
  return substitution(
    new Map(inputs.map((each) => [each, t.variable(`${name}.${each.name}`, each.sort)])),
  );
}

/** What the variables are: scalars, and arrays with every entry that the claims can look at. */
function constants(
  claims: readonly t.Term[],
  values: ReadonlyMap<string, Value>,
): Map<t.Term, t.Term> {
  const known = new Map<t.Term, t.Term>();
  for (const each of freeVariables(...claims)) {
    const value = values.get(each.name);
    if (typeof value === 'boolean') known.set(each, t.bool(value));
    if (typeof value === 'bigint') known.set(each, t.constant(t.widthOf(each), value));
  }
  const environment: Environment = { variable: (each) => values.get(each) ?? 0n };
  const accesses = arrayAccesses(subterms(...claims)).filter(({ file }) => values.has(file.name));
  const places = evaluateAll(accesses.map(({ index }) => index), environment); // prettier-ignore
  const seen = new Set<string>();
  for (const [i, { file, index }] of accesses.entries()) {
    const place = bitsOf(places[i] ?? 0n);
    const value = values.get(file.name);
    const entry = `${file.name} ${place}`;
    if (value === undefined || file.sort.kind !== 'array' || seen.has(entry)) continue;
    seen.add(entry);
    const word = t.constant(file.sort.element, wordAt(arrayOf(value).words, place));
    known.set(file, t.store(known.get(file) ?? file, t.constant(t.widthOf(index), place), word));
  }
  return known;
}

function stepOfCopy(
  subject: Parameters<typeof symbolicStep>[0],
  name: string,
  storage: StorageTerm,
  view: View,
): SymbolicStep {
  const elements = new Map(
    subject.machine.elements.map((element) => [
      element.name,
      t.variable(`${name}.${element.name}`, sortOf(element)),
    ]),
  );
  return symbolicStep(subject, { name, elements }, storage, view);
}

/** One pair or another, for each sample the same. */
function pairOf({ pairs }: Machine, name: string): Pair {
  const [first] = pairs;
  const pair = pairs[name.length % pairs.length] ?? first;
  if (pair === undefined) throw new TypeError('a machine without pairs');
  return pair;
}

/** The state with the instruction's units where they are fetched, as far as they can be. */
function withInstruction(
  machine: Machine,
  instruction: Instruction,
  { state, operands }: Inputs,
): State {
  const encoded = encode(instruction, operands);
  if (encoded.kind !== 'encoded' || instruction.encoding.width === 0) return state;
  const pc = scalarIn(state, pcElement(machine));
  let words = state.memory.units;
  for (const [i, unit] of unitsOf(
    encoded.word,
    instruction.encoding.width,
    machine.storage,
  ).entries()) {
    // prettier-ignore
    const at = placeIn(machine, state, FETCH, 'execute', pc + BigInt(i));
    if (at !== undefined) words = withWord(words, at, unit);
  }
  return { ...state, memory: { kind: 'memory', units: words } };
}

function firstOfGroup({ causes }: Machine, code: bigint): bigint {
  const cause = causes.find((each) => each.code === code);
  return causes.find(({ group }) => group === cause?.group)?.code ?? code;
}
