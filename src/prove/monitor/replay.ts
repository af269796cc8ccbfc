/**
 * Replays what a solver found of an obligation, on the reference evaluator and on the terms as
 * they were parsed: the invariant, the bare machine's step, and the step under the monitor.
 */

import type { Machine, Pair } from '../../isa/machine.ts';
import type { PartedStep } from '../../isa/parted-step.ts';
import { changesBetween, type State } from '../../isa/state.ts';
import {
  brokenAt,
  brokenInvariants,
  changedOutside,
  comparedStep,
  describe,
  type ComparedStep,
} from '../../machine/lockstep.ts';
import {
  isAllocatedIn,
  realState,
  virtualState,
  windowBegin,
  type MonitoredStep,
} from '../../machine/monitored.ts';
import { environmentIn, FETCH, noOthers } from '../../machine/memory-model.ts';
import { enterTrap, pcIn, type Choices, type MachineStep } from '../../machine/step.ts';
import type { MonitorAnswer } from '../../monitor/answer.ts';
import type { MonitorObligation, MonitorSubject } from '../../monitor/obligation.ts';
import type { Model } from '../../smt/solver.ts';
import { evaluate } from '../../term/evaluate.ts';
import { bitsOf, boolOf } from '../../term/value.ts';
import { bits, variable, type Access, type Sort } from '../../term/term.ts';
import { truncate } from '../../base/bits.ts';
import { sortOf } from '../../question/copies.ts';
import { storageOf } from '../../question/exact-view.ts';
import { storageVariable } from '../../question/storage-term.ts';
import { withDerived } from '../../machine/derived-storage.ts';
import { inputsFrom, stateFrom, valueIn } from '../from-model.ts';
import { run } from '../run.ts';

export function replayObligation(
  subject: MonitorSubject,
  obligation: MonitorObligation,
  model: Model,
  budget: string,
): MonitorAnswer {
  const before = realFrom(subject, obligation, model);
  const failed = (reason: string): MonitorAnswer => ({ kind: 'unknown', reason, budget });
  if (obligation.kind === 'U' || obligation.about === 'resume') {
    const by = obligation.kind === 'U' ? 'start' : 'resume';
    const started = putIn(subject, obligation, before, model, by);
    return started.wrong.length > 0
      ? { kind: 'refuted', counterexample: started }
      : failed('the counterexample does not replay');
  }
  // That it is a user state is to be proved: the invariant of the map has to imply it.
  const broken = obligation.wants === 'proof' ? brokenInvariants(subject.map, before) : brokenAt(subject, before); // prettier-ignore
  if (broken.length > 0) return failed(`the state found is outside the invariant: ${broken[0]}`);
  if (obligation.kind === 'I')
    return coverHolds(subject, obligation, before)
      ? { kind: 'shown', state: before }
      : failed('the state found is not the case covered');

  const { instruction, access } = obligation;
  if (access !== undefined) {
    const counterexample = replayAccess(subject, { ...access, kind: obligation.kind }, before, model); // prettier-ignore
    return counterexample.wrong.length > 0
      ? { kind: 'refuted', counterexample }
      : failed('the counterexample does not replay');
  }
  const choices: Choices = instruction === undefined ? new Map() : inputsFrom(instruction, model).choices; // prettier-ignore
  const compared = comparedStep(subject, before, choices);
  if (obligation.wants === 'witness') {
    const { monitored } = compared;
    const isRun = monitored.kind === 'native' && idOf(monitored.taken) === instruction?.id;
    return isRun
      ? { kind: 'shown', state: before }
      : failed('the state found does not run natively, or wrongly');
  }
  const wrong = wrongFor(subject, obligation, compared, choices);
  return wrong.length > 0
    ? { kind: 'refuted', counterexample: { ...compared.shown, wrong } }
    : failed('the counterexample does not replay');
}

/** What is wrong in the way in which the obligation says that nothing is. */
function wrongFor(
  subject: MonitorSubject,
  { kind, about }: MonitorObligation,
  { monitored, bare, wrong, shown }: ComparedStep,
  choices: Choices,
): readonly string[] {
  const { map, pair } = subject;
  switch (kind) {
    // A contract that does not hold shows in the step that relies on it, if one does.
    case 'C':
      return wrong;
    case 'N':
      return monitored.kind === 'native' ? wrong : [];
    case 'E':
      return monitored.kind === 'native' ? [] : wrong;
    case 'R':
      if (monitored.kind === 'reflected') return ['the trap is taken for one that is passed on'];
      return monitored.kind === 'emulated'
        ? changesBetween(map.virtual, shown.bareBefore, monitored.recovered).map(
            ({ name, before, after }) =>
              `${name} is recovered as 0x${after.toString(16)}, and was 0x${before.toString(16)}`,
          )
        : [];
    case 'T':
      return monitored.kind === 'native' && idOf(monitored.taken) === about
        ? [`\`${about}\` is sensitive, and does not trap`]
        : [];
    case 'F':
      return isTrap(monitored) && !isMemoryTrap(monitored.taken) && bare.outcome.kind === 'completes' // prettier-ignore
        ? [`\`${about}\` is innocuous, and traps`]
        : [];
    case 'B':
      return monitored.kind === 'interpreted'
        ? []
        : outsideAccesses(map.real, pair, monitored.taken, shown.before, choices)
            .filter(({ place }) => !isAllocatedIn(map, shown.before, place))
            .map(({ path, address, place }) => `an access by ${path} at 0x${address.toString(16)} reaches storage at 0x${place.toString(16)}, which is not the guest's`); // prettier-ignore
    case 'I':
    case 'U':
      return [];
  }
}

/** Where the fetch of a step, and if it completed, its accesses reached. */
function outsideAccesses(
  machine: Machine,
  pair: Pair,
  taken: MachineStep,
  before: State,
  choices: Choices,
): readonly { readonly path: string; readonly address: bigint; readonly place: bigint }[] {
  if (taken.kind === 'interrupt' || taken.kind === 'fetch') return [];
  const pc = pcIn(machine, before);
  const fetched = taken.units.map((_, i) => ({ path: FETCH, address: pc + BigInt(i), units: 1 }));
  const done =
    taken.kind === 'instruction' && taken.outcome.kind === 'completes'
      ? run({ machine, pair, instruction: taken.instruction }, before, {
          operands: taken.operands,
          choices,
        }).accesses()
      : [];
  return [...fetched, ...done].flatMap(({ path, address, units }) => {
    const first = placeIn(machine, before, path, address);
    return Array.from({ length: units }, (_, i) => ({ path, address, place: first + BigInt(i) }));
  });
}

/** Where an access lies that did not fault. */
function placeIn(machine: Machine, state: State, path: string, address: bigint): bigint {
  const translations = machine.paths.find(({ name }) => name === path)?.translations;
  if (translations === undefined) return address;
  const environment = environmentIn(machine, state, (name) =>
    name === 'access.address' ? address : noOthers(name),
  );
  const reached = [translations.load, translations.store, translations.execute].find(
    ({ faults }) => !boolOf(evaluate(faults, environment)),
  );
  return bitsOf(evaluate((reached ?? translations.load).address, environment));
}

function isTrap(
  monitored: MonitoredStep,
): monitored is Extract<MonitoredStep, { kind: 'emulated' | 'reflected' }> {
  return monitored.kind === 'emulated' || monitored.kind === 'reflected';
}

function isMemoryTrap({ outcome }: MachineStep): boolean {
  return outcome.kind === 'traps' && outcome.memory;
}

function idOf(taken: MachineStep): string | undefined {
  return taken.kind === 'instruction' ? taken.instruction.id : undefined;
}

function coverHolds({ map }: MonitorSubject, { about }: MonitorObligation, real: State): boolean {
  const cover = map.covers.find(({ title }) => title === about);
  const conditions = cover === undefined ? map.placed : [cover];
  const environment = environmentIn(map.real, real, noOthers);
  return conditions.every(({ condition }) => boolOf(evaluate(condition, environment)));
}

/** What start-up, or resumption after some trap, makes of the virtual state found. */
function putIn(
  { map, ...subject }: MonitorSubject,
  { real }: MonitorObligation,
  before: State,
  model: Model,
  by: 'start' | 'resume',
): PartedStep {
  const { addressWidth, unit } = map.real.storage;
  const elements = new Map(
    map.virtual.elements.map((element) => [element.name, variable(`v.${element.name}`, sortOf(element))]), // prettier-ignore
  );
  const from = by === 'resume' ? trappedFrom(map.real, before, model) : before;
  const guest = storageVariable('guest.storage', addressWidth, unit);
  const storage = by === 'resume' ? guest : storageOf(real.storage);
  const found = stateFrom(map.virtual, { elements, storage }, model);
  const { memory } = virtualState(map, { ...from, memory: by === 'resume' ? found.memory : from.memory }, 'abstraction'); // prettier-ignore
  const wanted: State = { ...found, memory };
  const after = realState(map, from, virtualState(map, from, 'abstraction'), wanted, by);
  const shown = virtualState(map, after, 'abstraction');
  const wrong = [
    ...changesBetween(map.virtual, wanted, shown).map(describe),
    ...brokenAt({ map, ...subject }, after).map((text) => `the invariant does not hold: ${text}`),
    ...(by === 'resume' ? changedOutside(map, before, from, after) : []),
  ];
  const how = by === 'start' ? 'started' : 'resumed';
  return {
    before: from,
    after,
    bareBefore: wanted,
    bareAfter: wanted,
    how,
    text: undefined,
    wrong,
  };
}

/** The state after the trap entry that the solver found. */
function trappedFrom(machine: Machine, before: State, model: Model): State {
  const pc = bits(machine.elements.find(({ role }) => role === 'pc')?.width ?? 1);
  const word = (name: string, sort: Sort): bigint => bitsOf(valueIn(model, name, sort));
  const raised = {
    cause: word('any.cause', bits(machine.causeWidth)),
    values: machine.valueWidths.map((width, k) => word(`any.value.${k}`, bits(width))),
    resume: word('any.resume', pc),
    memory: false,
  };
  return enterTrap(machine, raised, before, word('any.next', pc)).state;
}

/** One access of the real machine, and the same of the virtual one. */
function replayAccess(
  { map }: MonitorSubject,
  { path, access, kind }: { readonly path: string; readonly access: Access; readonly kind: string },
  before: State,
  model: Model,
): PartedStep {
  const width = map.real.paths.find(({ name }) => name === path)?.addressWidth ?? 1;
  const address = bitsOf(valueIn(model, 'any.address', bits(width)));
  const shown = virtualState(map, before, 'abstraction');
  const mine = reachedBy(map.real, before, path, access, address);
  const its = reachedBy(map.virtual, shown, path, access, address);
  const begin = windowBegin(map, before);
  const expected = its === undefined ? undefined : truncate(map.real.storage.addressWidth, begin + its); // prettier-ignore
  const hex = (place: bigint | undefined): string =>
    place === undefined ? 'a trap' : `storage at 0x${place.toString(16)}`;
  const what = `${access} by ${path} at 0x${address.toString(16)} reaches ${hex(mine)}`;
  const wrong =
    mine === undefined
      ? []
      : kind === 'B'
        ? isAllocatedIn(map, before, mine)
          ? []
          : [`${what}, which is not the guest's`]
        : mine === expected
          ? []
          : [`${what}; the virtual machine's own is ${hex(expected)}`];
  return { before, after: before, bareBefore: shown, bareAfter: shown, how: 'native', text: undefined, wrong }; // prettier-ignore
}

/** Where an access lies; undefined where it traps. */
function reachedBy(
  machine: Machine,
  state: State,
  path: string,
  access: Access,
  address: bigint,
): bigint | undefined {
  const translation = machine.paths.find(({ name }) => name === path)?.translations[access];
  if (translation === undefined) throw new RangeError(`no path ${path}`);
  const environment = environmentIn(machine, state, (name) =>
    name === 'access.address' ? address : noOthers(name),
  );
  if (boolOf(evaluate(translation.faults, environment))) return undefined;
  return bitsOf(evaluate(translation.address, environment));
}

/** With what is derived from what is kept: of that the model says nothing. */
function realFrom({ map }: MonitorSubject, { real }: MonitorObligation, model: Model): State {
  const machine = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  const terms = { elements: real.elements, storage: storageOf(real.storage) };
  return withDerived(map, stateFrom(machine, terms, model));
}
