/**
 * There are supervisor states and user states, and from every user state every trap and interrupt
 * leads out of user mode, to a place, a mode and a map that no user program can choose: they
 * depend neither on its registers, nor on the trap's values, nor on storage that it can write.
 */

import type { Machine } from '../../isa/machine.ts';
import { exactStorage, exactView, storageOf } from '../../question/exact-view.ts';
import {
  isNot,
  ownQuestion,
  RESUME,
  said,
  samePart,
  some,
  trapEntryAlone,
  VALUE,
  withTrapInputs,
} from '../../question/own-questions.ts';
import { oneCopy } from '../../question/copies.ts';
import { enterTrap, modes } from '../../question/symbolic-step.ts';
import {
  bits,
  constant,
  distinct,
  equal,
  not,
  or,
  store,
  variable,
  type Term,
} from '../../term/term.ts';
import { bitsOf } from '../../term/value.ts';
import { withWord } from '../../term/sparse-map.ts';
import { subterms } from '../../term/walk.ts';
import { ask } from '../ask.ts';
import { createWorkbench, type Workbench } from '../workbench.ts';
import { createBases } from '../bases.ts';
import { differences } from '../differences.ts';
import { inputsFrom, stateFrom, valueIn } from '../from-model.ts';
import { idle } from '../idle.ts';
import { placeIn, run, type Run } from '../run.ts';
import { toWitness } from '../to-witness.ts';
import {
  premise,
  reasonOf,
  witnessOf,
  type DecidedPremise,
  type PremiseRequest,
} from './premise.ts';

const CHOSEN = ['pc', 'mode', 'map'] as const;

export async function modeAndTrap(request: PremiseRequest): Promise<DecidedPremise> {
  const { prover, machine, pair, bases } = request;
  const nothing = createWorkbench(prover, { machine, pair, instruction: idle(machine) }, bases);
  for (const mode of ['supervisor', 'user'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- the second matters only if the first is so
    const answer = await ask(
      nothing,
      ownQuestion(`has_${mode}`, { among: [said(mode, 0)], suchThat: said(mode, 0) }),
    );
    if (answer.kind === 'unknown')
      return premise('mode-and-trap', 'undecided', `is there a ${mode} state? ${reasonOf(answer)}`);
    if (answer.kind !== 'found')
      return premise('mode-and-trap', 'fails', `there is no ${mode} state`);
  }

  const extended = withTrapInputs(machine);
  const entry = createWorkbench(
    prover,
    { machine: extended, pair, instruction: trapEntryAlone(extended) },
    createBases(prover, extended, pair),
  );
  return (
    (await leavesUserMode(entry)) ??
    (await dependsOnRegisters(entry)) ??
    (await dependsOnStorage(request)) ??
    premise('mode-and-trap', 'holds', holding(request))
  );
}

async function leavesUserMode(entry: Workbench): Promise<DecidedPremise | undefined> {
  const question = ownQuestion('trap_stays_in_user_mode', {
    among: [said('user', 0)],
    suchThat: said('user', 0, 'outcome'),
  });
  const answer = await ask(entry, question);
  if (answer.kind === 'none') return undefined;
  if (answer.kind === 'found')
    return premise('mode-and-trap', 'fails', 'a trap from user mode ends in user mode', {
      witness: witnessOf(answer),
    });
  return premise(
    'mode-and-trap',
    'undecided',
    `does every trap leave user mode? ${reasonOf(answer)}`,
  );
}

async function dependsOnRegisters(entry: Workbench): Promise<DecidedPremise | undefined> {
  const inputs = entry.subject.machine.elements.filter(
    ({ name }) => name === RESUME || name.startsWith(`${VALUE}.`),
  );
  const question = ownQuestion('trap_depends_on_registers', {
    states: 2,
    differing: ['general', 'pc', ...inputs.map(({ name }) => ({ element: name }))],
    among: [said('user', 0), said('user', 1)],
    suchThat: some(...CHOSEN.map((part) => isNot(samePart(part, 'outcome')))),
  });
  const answer = await ask(entry, question);
  if (answer.kind === 'none') return undefined;
  if (answer.kind === 'found') {
    return premise(
      'mode-and-trap',
      'fails',
      "where a trap leads depends on the user program's registers",
      { witness: witnessOf(answer) },
    );
  }
  return premise(
    'mode-and-trap',
    'undecided',
    `can a user program choose where a trap leads? ${reasonOf(answer)}`,
  );
}

/** One unit that some store of the user program reaches changes where a trap leads. */
async function dependsOnStorage({
  prover,
  machine,
  pair,
}: PremiseRequest): Promise<DecidedPremise | undefined> {
  const roles = new Map(machine.elements.map(({ name, role }) => [name, role]));
  const chosen = [...machine.trapEntry.elements].filter(([name]) =>
    CHOSEN.some((role) => role === roles.get(name)),
  );
  if (!chosen.some(([, term]) => readsStorage(term))) return undefined;

  const extended = withTrapInputs(machine);
  const view = exactView(extended);
  const [copy] = oneCopy(extended).copies;
  if (copy === undefined) return undefined;
  const before = exactStorage(extended, copy.name);
  const context = {
    copy: copy.name,
    elements: copy.elements,
    storage: before,
    others: trapInputs(extended, copy.elements),
  };
  const { user, invariants } = modes({ machine: extended, pair }, context, view);
  for (const path of machine.paths) {
    const address = variable('address', bits(path.addressWidth));
    const { address: place, faults } = view.translate(context, before, path.name, 'store', address);
    const written = store(storageOf(before), place, variable('unit', bits(machine.storage.unit)));
    const changed = {
      ...context,
      storage: new Map([...before.keys()].map((name) => [name, written])),
    };
    const [one, two] = [enterTrap(extended, context, view), enterTrap(extended, changed, view)];
    const differs = chosen.flatMap(([name]) => {
      const [a, b] = [one.elements.get(name), two.elements.get(name)];
      return a === undefined || b === undefined || a.sort.kind === 'array' ? [] : [distinct(a, b)];
    });
    const cause = context.others.get('trap.cause');
    const declared = machine.causes.map(({ code }) =>
      equal(cause ?? constant(machine.causeWidth, 0n), constant(machine.causeWidth, code)),
    );
    // oxlint-disable-next-line no-await-in-loop -- one path that leads there is enough
    const solved = await prover.solve(`${machine.id}/${pair.name}/trap-depends-on-storage`, [
      user,
      ...invariants,
      or(...declared),
      not(faults),
      or(...differs),
    ]);
    if (solved.kind === 'unsat') continue;
    if (solved.kind === 'unknown')
      return premise(
        'mode-and-trap',
        'undecided',
        `can a user program write what a trap loads? ${solved.reason}`,
      );
    const first = stateFrom(
      extended,
      { elements: copy.elements, storage: storageOf(before) },
      solved.model,
    );
    const at = bitsOf(valueIn(solved.model, 'address', address.sort));
    const unit = bitsOf(valueIn(solved.model, 'unit', bits(machine.storage.unit)));
    const instruction = trapEntryAlone(extended);
    const inputs = inputsFrom(instruction, solved.model);
    const where = placeIn(extended, first, path.name, 'store', at);
    const memory = withWord(first.memory.units, where ?? 0n, unit);
    const second = { ...first, memory: { kind: 'memory', units: memory } } as const;
    const runs = [first, second].map((state) =>
      run({ machine: extended, pair, instruction }, state, inputs),
    );
    if (where === undefined || !runsDiffer(runs))
      throw new Error('trap-depends-on-storage: a witness does not replay');
    return premise(
      'mode-and-trap',
      'fails',
      `a user program can write what a trap loads, through ${path.name} at 0x${at.toString(16)}`,
      {
        witness: toWitness(
          ownQuestion('trap_depends_on_storage', { states: 2, suchThat: said('user', 0) }),
          runs,
          inputs,
        ),
      },
    );
  }
  return undefined;
}

function runsDiffer([left, right]: readonly Run[]): boolean {
  if (left === undefined || right === undefined) return false;
  const observation = { parts: CHOSEN, except: [] };
  const compared = {
    observation,
    left: { run: left, moment: 'outcome' },
    right: { run: right, moment: 'outcome' },
  } as const;
  return differences('observed', compared).next().done !== true;
}

function trapInputs(
  extended: Machine,
  elements: ReadonlyMap<string, Term>,
): ReadonlyMap<string, Term> {
  const resume = elements.get(RESUME);
  const inputs = new Map<string, Term>([
    ['trap.cause', variable('choice.cause', bits(extended.causeWidth))],
  ]);
  for (const name of ['trap.resume', 'trap.pc', 'trap.next'])
    if (resume !== undefined) inputs.set(name, resume);
  for (const [k] of extended.valueWidths.entries()) {
    const value = elements.get(`${VALUE}.${k}`);
    if (value !== undefined) inputs.set(`trap.value.${k}`, value);
  }
  return inputs;
}

function readsStorage(term: Term): boolean {
  return subterms(term).some((part) => part.kind === 'apply' && part.operator === 'read');
}

function holding({ pair }: PremiseRequest): string {
  return pair.why === undefined
    ? 'every trap leads to one place, outside user mode'
    : `every trap leads to one place, outside user mode; assumed: ${pair.why}`;
}
