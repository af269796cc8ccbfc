/**
 * Replays what a solver found of an obligation, on the reference evaluator and on the terms as
 * they were parsed: the invariant, the bare machine's step, and the step under the monitor.
 */

import type { Machine } from '../../isa/machine.ts';
import type { PartedStep } from '../../isa/parted-step.ts';
import { changesBetween, type State } from '../../isa/state.ts';
import {
  brokenAt,
  brokenInvariants,
  comparedStep,
  describe,
  type ComparedStep,
} from '../../machine/lockstep.ts';
import { isAllocatedIn, realState, virtualState } from '../../machine/monitored.ts';
import { environmentIn, noOthers } from '../../machine/memory-model.ts';
import { pcIn, type Choices, type MachineStep } from '../../machine/step.ts';
import type { MonitorAnswer } from '../../monitor/answer.ts';
import type { MonitorObligation, MonitorSubject } from '../../monitor/obligation.ts';
import type { Model } from '../../smt/solver.ts';
import { evaluate } from '../../term/evaluate.ts';
import { bitsOf, boolOf } from '../../term/value.ts';
import { variable } from '../../term/term.ts';
import { sortOf } from '../../question/copies.ts';
import { storageOf } from '../../question/exact-view.ts';
import { inputsFrom, stateFrom } from '../from-model.ts';
import { run } from '../run.ts';

export function replayObligation(
  subject: MonitorSubject,
  obligation: MonitorObligation,
  model: Model,
  budget: string,
): MonitorAnswer {
  const before = realFrom(subject, obligation, model);
  const failed = (reason: string): MonitorAnswer => ({ kind: 'unknown', reason, budget });
  if (obligation.kind === 'U') {
    const started = startIn(subject, obligation, before, model);
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

  const { instruction } = obligation;
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
  { kind, about, instruction }: MonitorObligation,
  { monitored, bare, wrong, shown }: ComparedStep,
  choices: Choices,
): readonly string[] {
  const { map, pair } = subject;
  switch (kind) {
    case 'N':
      return monitored.kind === 'native' ? wrong : [];
    case 'E':
      return monitored.kind === 'native' ? [] : wrong;
    case 'R':
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
      return monitored.kind === 'emulated' && !isMemoryTrap(monitored.taken) && bare.outcome.kind === 'completes' // prettier-ignore
        ? [`\`${about}\` is innocuous, and traps`]
        : [];
    case 'B': {
      if (monitored.kind !== 'native' || instruction === undefined) return [];
      if (monitored.taken.kind !== 'instruction') return [];
      const inputs = { operands: monitored.taken.operands, choices };
      const done = run({ machine: map.real, pair, instruction }, shown.before, inputs).accesses();
      const pc = pcIn(map.real, shown.before);
      const fetched = monitored.taken.units.map((_, i) => ({ path: 'fetch', address: pc + BigInt(i), units: 1 })); // prettier-ignore
      return [...fetched, ...done].flatMap(({ path, address, units }) => {
        const first = placeIn(map.real, shown.before, path, address);
        const places = Array.from({ length: units }, (_, i) => first + BigInt(i));
        return places
          .filter((place) => !isAllocatedIn(map, shown.before, place))
          .map((place) => `an access by ${path} at 0x${address.toString(16)} reaches storage at 0x${place.toString(16)}, which is not the guest's`); // prettier-ignore
      });
    }
    case 'I':
    case 'U':
      return [];
  }
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

/** What start-up makes of the virtual state found. */
function startIn(
  subject: MonitorSubject,
  { real }: MonitorObligation,
  before: State,
  model: Model,
): PartedStep {
  const { map } = subject;
  const memory = virtualState(map, before, 'abstraction').memory;
  const elements = new Map(
    map.virtual.elements.map((element) => [element.name, variable(`v.${element.name}`, sortOf(element))]), // prettier-ignore
  );
  const wanted: State = {
    ...stateFrom(map.virtual, { elements, storage: storageOf(real.storage) }, model),
    memory,
  };
  const after = realState(map, before, wanted, wanted, 'start');
  const shown = virtualState(map, after, 'abstraction');
  const wrong = [
    ...changesBetween(map.virtual, wanted, shown).map(describe),
    ...brokenAt(subject, after).map((text) => `the invariant does not hold: ${text}`),
  ];
  return { before, after, bareBefore: wanted, bareAfter: wanted, how: 'started', text: undefined, wrong }; // prettier-ignore
}

function realFrom({ map }: MonitorSubject, { real }: MonitorObligation, model: Model): State {
  const machine = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  return stateFrom(machine, { elements: real.elements, storage: storageOf(real.storage) }, model);
}
