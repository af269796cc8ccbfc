/**
 * The encodings against the definitions: a machine so small that every state and every pair can be
 * gone through, with instructions that each break one thing. What the definitions quantify over is
 * counted here in plain loops over plain numbers, with the instructions written down a second time,
 * and must come to the answers that popek gives.
 *
 * Two-bit addresses, four one-bit words, two one-bit registers, relocation and bounds.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../src/prove/ask.ts';
import { createBases } from '../../src/prove/bases.ts';
import { createProver, type Prover } from '../../src/prove/prover.ts';
import { createWorkbench } from '../../src/prove/workbench.ts';
import type { Answer } from '../../src/question/answer.ts';
import type { Solver } from '../../src/smt/solver.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { machineFromText } from '../helpers/machines.ts';
import { shippedSpec } from '../helpers/specs.ts';

interface Small {
  readonly m: number;
  readonly p: number;
  readonly l: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
  readonly t: number;
  /** Four words. */
  readonly e: readonly number[];
}

type Outcome =
  | { readonly kind: 'completes'; readonly after: Small }
  | { readonly kind: 'traps'; readonly isMemory: boolean; readonly resume: number };

interface LittleInstruction {
  readonly text: string;
  /** With the value of the one choice, if there is one. */
  readonly step: (s: Small, choice: number) => Outcome;
  /** Physical addresses that it writes. */
  readonly writes?: readonly number[];
}

const USER = 0;
const SUPERVISOR = 1;

const INSTRUCTIONS = {
  nothing: { text: '', step: (s) => completes(s, {}) },
  move: { text: 'x = y', step: (s) => completes(s, { x: s.y }) },
  jump: { text: 'pc = x :: y', step: (s) => completes(s, { p: 2 * s.x + s.y }) },
  load: {
    text: 'x = data[x :: y]',
    step: (s) => access(s, 2 * s.x + s.y, (at) => completes(s, { x: word(s, at) })),
  },
  store: {
    text: "data[x :: 1'b1] = y",
    step: (s) => access(s, 2 * s.x + 1, (at) => completes(s, { e: written(s, at, s.y) })),
  },
  store_load: {
    text: "data[2'd0] = x  y = data[2'd1]",
    step: (s) =>
      access(s, 0, (at) =>
        access(s, 1, (then) => completes(s, { e: written(s, at, s.x), y: word(s, then) })),
      ),
  },
  to_user: { text: 'M = user', step: (s) => completes(s, { m: USER }) },
  set_map: {
    text: 'if M == user { trap privileged } R.l = x :: y',
    step: (s) => (s.m === USER ? traps(s) : completes(s, { l: 2 * s.x + s.y })),
  },
  set_map_anywhere: { text: 'R.l = x :: y', step: (s) => completes(s, { l: 2 * s.x + s.y }) },
  read_map: { text: 'x = R.l[0]', step: (s) => completes(s, { x: s.l % 2 }) },
  read_map_privileged: {
    text: 'if M == user { trap privileged } x = R.l[0]',
    step: (s) => (s.m === USER ? traps(s) : completes(s, { x: s.l % 2 })),
  },
  read_mode: { text: 'x = bit(M == supervisor)', step: (s) => completes(s, { x: s.m }) },
  call: { text: 'trap call', step: (s) => ({ kind: 'traps', isMemory: false, resume: next(s) }) },
  ignored: {
    text: 'if M == supervisor { T = x }',
    step: (s) => completes(s, s.m === SUPERVISOR ? { t: s.x } : {}),
  },
  ignored_map: {
    text: 'if M == supervisor { R.l = R.l + 1 }',
    step: (s) => completes(s, s.m === SUPERVISOR ? { l: (s.l + 1) % 4 } : {}),
  },
  partly_done: {
    text: 'x = 1  if M == supervisor { T = 1 }',
    step: (s) => completes(s, s.m === SUPERVISOR ? { x: 1, t: 1 } : { x: 1 }),
  },
  sometimes: {
    text: 'if M == user && x == 1 { trap privileged } R.b = 1',
    step: (s) => (s.m === USER && s.x === 1 ? traps(s) : completes(s, { b: 1 })),
  },
  read_physical: { text: 'x = E[0]', step: (s) => completes(s, { x: word(s, 0) }) },
  write_physical: {
    text: 'E[1] = x',
    step: (s) => completes(s, { e: written(s, 1, s.x) }),
    writes: [1],
  },
  write_map: {
    text: 'E[2] = R.l[1]',
    step: (s) => completes(s, { e: written(s, 2, s.l > 1 ? 1 : 0) }),
    writes: [2],
  },
  read_control: { text: 'x = T', step: (s) => completes(s, { x: s.t }) },
  perhaps: {
    text: 'let k : bits(1) = undefined  if M == user && k == 1 { trap privileged } R.b = 2',
    step: (s, choice) => (s.m === USER && choice === 1 ? traps(s) : completes(s, { b: 2 })),
  },
  anything: {
    text: 'let k : bits(1) = undefined  x = k',
    step: (s, choice) => completes(s, { x: choice }),
  },
  upside_down: {
    text: 'if M == supervisor { trap privileged } x = 1',
    step: (s) => (s.m === SUPERVISOR ? traps(s) : completes(s, { x: 1 })),
  },
} satisfies Record<string, LittleInstruction>;

/** What makes a state a user state besides the mode. */
const HOLDING = {
  nothing: { text: '', holds: (): boolean => true },
  /** Then a user program cannot even fetch. */
  'no bounds': { text: 'holding R.b == 0', holds: (s: Small): boolean => s.b === 0 },
} as const;

describe('answers under pg74 are what going through every state gives', () => {
  let solver: Solver;
  beforeAll(() => {
    solver = createZ3Pool({ jobs: 2 });
  });
  afterAll(() => solver.close());

  for (const [name, instruction] of Object.entries(INSTRUCTIONS)) {
    it(`of ${name}`, async () => {
      await expectAgreement(solver, instruction, 'nothing', true);
    });
  }

  it('of nothing, where user programs cannot run', async () => {
    await expectAgreement(solver, INSTRUCTIONS.nothing, 'no bounds', true);
  });

  it.each(['store', 'read_map', 'partly_done'] as const)(
    'of %s, with every question put to the solver',
    async (name) => {
      await expectAgreement(solver, INSTRUCTIONS[name], 'nothing', false);
    },
  );
});

describe.each(['bugnion', 'penneman', 'practice'])(
  'answers under %s are what going through every state gives',
  (spec) => {
    let solver: Solver;
    beforeAll(() => {
      solver = createZ3Pool({ jobs: 2 });
    });
    afterAll(() => solver.close());

    it.each(Object.entries(INSTRUCTIONS))('of %s', async (_, instruction) => {
      await expectAgreement(solver, instruction, 'nothing', true, spec);
    });
  },
);

// Popek's answers.

async function expectAgreement(
  solver: Solver,
  instruction: LittleInstruction,
  holding: keyof typeof HOLDING,
  structural: boolean,
  spec = 'pg74',
): Promise<void> {
  const options = {
    solver,
    budget: { rlimit: 20_000_000, watchdogMs: 60_000 },
    structural,
    candidates: structural,
  };
  const answers = await answersOf(createProver(options), instruction, holding, spec);
  const counted = countAll(instruction, HOLDING[holding].holds, definitionsOf(spec));

  expect(
    Object.fromEntries([...answers].map(([question, answer]) => [question, summary(answer)])),
  ).toStrictEqual(counted);
}

async function answersOf(
  prover: Prover,
  { text }: LittleInstruction,
  holding: keyof typeof HOLDING,
  spec: string,
): Promise<ReadonlyMap<string, Answer>> {
  const machine = machineFromText(machineText(text, HOLDING[holding].text));
  const [pair] = machine.pairs;
  const [only] = machine.instructions;
  if (pair === undefined || only === undefined) throw new Error('no machine');
  const bench = createWorkbench(
    prover,
    { machine, pair, instruction: only },
    createBases(prover, machine, pair),
  );
  const answers = new Map<string, Answer>();
  for (const question of shippedSpec(spec).questions) {
    // oxlint-disable-next-line no-await-in-loop -- one after another keeps failures readable
    if (definitionsOf(spec)[question.name] !== undefined)
      answers.set(question.name, await ask(bench, question));
  }
  return answers;
}

function summary(answer: Answer): string {
  if (answer.kind === 'unknown') return `unknown: ${answer.reason}`;
  return answer.evidence === 'always-excused' ? answer.evidence : answer.kind;
}

function machineText(body: string, holding: string): string {
  return `isa "small"
mode M : enum { user, supervisor }
pc P : bits(2)
map R : record { l : bits(2) relocation, b : bits(2) }
control T : bits(1) why "for tests"
general x : bits(1) why "for tests"
general y : bits(1) why "for tests"
storage E : bits(1) at bits(2)
supervisor when M == supervisor
user when M == user ${holding} ${holding === '' ? '' : 'why "for tests"'}
memory trap bounds
trap privileged
trap call resumes next
trap entry (cause) { M = supervisor  P = 0 }
translate fetch, data (a : bits(2), access) -> bits(2) {
  if a >= R.b { trap bounds }
  return R.l + a
}
undecoded { trap privileged }
instruction it "it" encoding 1 { ${body} }
leaves out "everything else"
`;
}

// The definitions, by counting.

interface Counted {
  frame: number;
  unexcused: number;
  found: number;
}

type Both = (
  a: Small,
  b: Small,
  one: Outcome,
  two: Outcome,
  instruction: LittleInstruction,
) => boolean;

interface Definition {
  /** Which pairs there are; of a question about one state, the state with itself. */
  readonly partners: (
    s: Small,
    all: readonly Small[],
    holds: (s: Small) => boolean,
  ) => readonly Small[];
  readonly excused: (one: Outcome, two: Outcome) => boolean;
  readonly found: Both;
  /** A further condition of the frame, on the steps. */
  readonly among?: (one: Outcome, two: Outcome) => boolean;
}

const isUser = (s: Small, holds: (s: Small) => boolean): boolean => s.m === USER && holds(s);
const itself =
  (when: (s: Small, holds: (s: Small) => boolean) => boolean): Definition['partners'] =>
  (s, _all, holds) =>
    when(s, holds) ? [s] : [];
const anyTraps = (one: Outcome, two: Outcome): boolean =>
  one.kind === 'traps' || two.kind === 'traps';
const never = (): boolean => false;
const observedDiffers: Both = (a, b, one, two, instruction) =>
  one.kind === 'completes' &&
  two.kind === 'completes' &&
  !sameObservation(a, b, one.after, two.after, instruction);
const changesControl: Both = (a, _b, one) => one.kind === 'completes' && !sameControl(a, one.after);

/** Supervisor and user, the same in everything else. */
const modePartners: Definition['partners'] = (s, all, holds) =>
  s.m === SUPERVISOR
    ? all.filter(
        (o) =>
          isUser(o, holds) &&
          o.l === s.l &&
          o.b === s.b &&
          sameGeneral(s, o) &&
          s.t === o.t &&
          s.e.every((unit, i) => unit === o.e[i]),
      )
    : [];
/** Another map, under which the program sees the same. */
const mapPartners =
  (
    from: (s: Small, holds: (s: Small) => boolean) => boolean,
    to: (s: Small, holds: (s: Small) => boolean) => boolean,
  ): Definition['partners'] =>
  (s, all, holds) =>
    from(s, holds)
      ? all.filter((o) => to(o, holds) && sameGeneral(s, o) && s.t === o.t && sameView(s, o))
      : [];
const isSupervisor = (s: Small): boolean => s.m === SUPERVISOR;
const locationPartners: Definition['partners'] = (s, all, holds) => [
  ...mapPartners(isSupervisor, isSupervisor)(s, all, holds),
  ...mapPartners(isUser, isUser)(s, all, holds),
];
const controlPartners: Definition['partners'] = (s, all, holds) =>
  isUser(s, holds)
    ? all.filter(
        (o) =>
          isUser(o, holds) &&
          o.l === s.l &&
          o.b === s.b &&
          sameGeneral(s, o) &&
          s.e.every((unit, i) => unit === o.e[i]),
      )
    : [];

const userOnlyMovesOn = (b: Small, two: Outcome): boolean =>
  two.kind === 'completes' &&
  sameControl(b, two.after) &&
  b.x === two.after.x &&
  b.y === two.after.y &&
  b.t === two.after.t &&
  sameStorage(b, two.after);
const supervisorDoesMore = (a: Small, one: Outcome): boolean =>
  one.kind === 'completes' &&
  !(
    sameControl(a, one.after) &&
    a.x === one.after.x &&
    a.y === one.after.y &&
    a.t === one.after.t &&
    sameStorage(a, one.after)
  );
const onlyControlMoves = (a: Small, one: Outcome): boolean =>
  one.kind === 'completes' && !sameControl(a, one.after);

const QUESTIONS: Readonly<Record<string, Definition>> = {
  escapes_trap: {
    partners: itself(isUser),
    among: (one) => !(one.kind === 'traps' && one.isMemory),
    excused: never,
    found: (_a, _b, one) => one.kind === 'completes',
  },
  completes_in_supervisor: {
    partners: itself(isSupervisor),
    excused: never,
    found: (_a, _b, one) => one.kind === 'completes',
  },
  changes_control: {
    partners: itself(() => true),
    excused: (one) => one.kind === 'traps',
    found: changesControl,
  },
  sees_mode: { partners: modePartners, excused: anyTraps, found: observedDiffers },
  sees_location: { partners: locationPartners, excused: anyTraps, found: observedDiffers },
  sees_either: {
    partners: mapPartners(isSupervisor, isUser),
    excused: anyTraps,
    found: observedDiffers,
  },
  user_changes_control: {
    partners: itself(isUser),
    excused: (one) => one.kind === 'traps',
    found: changesControl,
  },
  user_sees_location: {
    partners: mapPartners(isUser, isUser),
    excused: anyTraps,
    found: observedDiffers,
  },
  in_user_mode_trap: {
    partners: modePartners,
    excused: (one, two) => one.kind === 'traps' || (two.kind === 'traps' && two.isMemory),
    found: (_a, b, _one, two) => two.kind === 'traps' && two.resume !== b.p,
  },
  in_user_mode_exception: {
    partners: modePartners,
    excused: (one, two) => one.kind === 'traps' || (two.kind === 'traps' && two.isMemory),
    found: (_a, b, _one, two) => two.kind === 'traps' && two.resume === b.p,
  },
  in_user_mode_ignored: {
    partners: modePartners,
    excused: anyTraps,
    found: (a, b, one, two) => userOnlyMovesOn(b, two) && supervisorDoesMore(a, one),
  },
  in_user_mode_same: {
    partners: modePartners,
    excused: anyTraps,
    found: (a, b, one, two, instruction) =>
      !observedDiffers(a, b, one, two, instruction) &&
      !(userOnlyMovesOn(b, two) && onlyControlMoves(a, one)),
  },
  in_user_mode_partial: {
    partners: modePartners,
    excused: anyTraps,
    found: (a, b, one, two, instruction) =>
      observedDiffers(a, b, one, two, instruction) &&
      !(userOnlyMovesOn(b, two) && supervisorDoesMore(a, one)),
  },
  writes_control: {
    partners: itself(isUser),
    excused: (one) => one.kind === 'traps',
    found: (a, _b, one) => one.kind === 'completes' && one.after.t !== a.t,
  },
  reads_control: {
    partners: controlPartners,
    excused: anyTraps,
    found: (a, b, one, two, instruction) =>
      one.kind === 'completes' &&
      two.kind === 'completes' &&
      (!sameObservation(a, b, { ...one.after, t: 0 }, { ...two.after, t: 0 }, instruction) ||
        (one.after.t !== two.after.t && !(one.after.t === a.t && two.after.t === b.t))),
  },
};

/** Beyond control state itself: what was left alone in both is no difference. */
const toldApart: Both = (a, b, one, two, instruction) => {
  if (one.kind === 'traps' || two.kind === 'traps') return false;
  const isLeftAlone = one.after.t === a.t && two.after.t === b.t;
  const [left, right] = isLeftAlone
    ? [
        { ...one.after, t: 0 },
        { ...two.after, t: 0 },
      ]
    : [one.after, two.after];
  return !sameObservation(a, b, left, right, instruction);
};
/** The same maps and storage, and any control state. */
const anyControl =
  (when: (s: Small, holds: (s: Small) => boolean) => boolean): Definition['partners'] =>
  (s, all, holds) =>
    when(s, holds)
      ? all.filter(
          (o) =>
            when(o, holds) && o.l === s.l && o.b === s.b && sameGeneral(s, o) && sameStorage(s, o),
        )
      : [];
/** Supervisor and user; any maps that show the same, and any control state. */
const anyPartners: Definition['partners'] = (s, all, holds) =>
  isSupervisor(s) ? all.filter((o) => isUser(o, holds) && sameGeneral(s, o) && sameView(s, o)) : [];
const eitherMode: Definition['partners'] = (s, all, holds) => [
  ...anyControl(isSupervisor)(s, all, holds),
  ...anyControl(isUser)(s, all, holds),
];
/** This machine has one path, so no right is lacking where a memory trap is taken. */
const memoryTraps = (one: Outcome, two: Outcome): boolean =>
  [one, two].some((each) => each.kind === 'traps' && each.isMemory);
const seenToTrap: Both = (a, b, one, two, instruction) =>
  one.kind !== two.kind || toldApart(a, b, one, two, instruction);

const BUGNION: Readonly<Record<string, Definition>> = {
  changes_control: {
    partners: itself(() => true),
    excused: (one) => one.kind === 'traps',
    found: (a, _b, one) =>
      one.kind === 'completes' && (!sameControl(a, one.after) || a.t !== one.after.t),
  },
  sees_control: { partners: eitherMode, excused: anyTraps, found: toldApart },
  sees_either: { partners: anyPartners, excused: anyTraps, found: toldApart },
};

/** What each spec says besides pg74, or otherwise. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, Definition>>>> = {
  bugnion: BUGNION,
  penneman: {
    ...BUGNION,
    sees_mode: { partners: modePartners, excused: memoryTraps, found: seenToTrap },
    sees_location: { partners: locationPartners, excused: memoryTraps, found: seenToTrap },
    sees_control: { partners: eitherMode, excused: memoryTraps, found: seenToTrap },
    sees_either: { partners: anyPartners, excused: memoryTraps, found: seenToTrap },
    user_sees_location: {
      partners: mapPartners(isUser, isUser),
      excused: memoryTraps,
      found: seenToTrap,
    },
    user_sees_control: { partners: anyControl(isUser), excused: memoryTraps, found: seenToTrap },
  },
  practice: {
    obstructs: {
      partners: anyPartners,
      excused: anyTraps,
      found: (a, b, one, two, instruction) =>
        (one.kind === 'completes' && !sameControl(a, one.after)) ||
        toldApart(a, b, one, two, instruction),
    },
  },
};

function definitionsOf(spec: string): Readonly<Record<string, Definition>> {
  return OTHERS[spec] ?? QUESTIONS;
}

function countAll(
  instruction: LittleInstruction,
  holds: (s: Small) => boolean,
  definitions: Readonly<Record<string, Definition>>,
): Readonly<Record<string, string>> {
  const states = allStates().filter(isAtHand);
  const summaries = Object.entries(definitions).map(([name, definition]): [string, string] => {
    const counted: Counted = { frame: 0, unexcused: 0, found: 0 };
    for (const s of states) {
      for (const o of definition.partners(s, alike(states, s), holds)) {
        for (const choice of [0, 1]) count(counted, definition, instruction, s, o, choice);
      }
    }
    return [name, conclusionOf(counted)];
  });
  return Object.fromEntries(summaries);
}

function count(
  counted: Counted,
  definition: Definition,
  instruction: LittleInstruction,
  s: Small,
  o: Small,
  choice: number,
): void {
  const [one, two] = [instruction.step(s, choice), instruction.step(o, choice)];
  if (definition.among?.(one, two) === false) return;
  counted.frame += 1;
  if (definition.excused(one, two)) return;
  counted.unexcused += 1;
  if (definition.found(s, o, one, two, instruction)) counted.found += 1;
}

function conclusionOf({ frame, unexcused, found }: Counted): string {
  if (found > 0) return 'found';
  if (unexcused > 0) return 'none';
  return frame > 0 ? 'always-excused' : 'vacuous';
}

// The machine a second time.

function completes(s: Small, changes: Partial<Small>): Outcome {
  return { kind: 'completes', after: { ...s, p: next(s), ...changes } };
}

function traps(s: Small): Outcome {
  return { kind: 'traps', isMemory: false, resume: s.p };
}

/** Continues with the storage address, or takes the memory trap. */
function access(s: Small, address: number, then: (at: number) => Outcome): Outcome {
  return address >= s.b
    ? { kind: 'traps', isMemory: true, resume: s.p }
    : then((s.l + address) % 4);
}

function next(s: Small): number {
  return (s.p + 1) % 4;
}

function word(s: Small, at: number): number {
  return s.e[at] ?? 0;
}

function written(s: Small, at: number, value: number): readonly number[] {
  return s.e.with(at, value);
}

function isAtHand(s: Small): boolean {
  return s.p < s.b && word(s, (s.l + s.p) % 4) === 1;
}

function sameGeneral(a: Small, b: Small): boolean {
  return a.p === b.p && a.x === b.x && a.y === b.y;
}

function sameControl(a: Small, b: Small): boolean {
  return a.m === b.m && a.l === b.l && a.b === b.b;
}

function sameStorage(a: Small, b: Small): boolean {
  return a.e.every((unit, i) => unit === b.e[i]);
}

/** At every address that both maps show. */
function sameView(
  a: Small,
  b: Small,
  e: readonly number[] = a.e,
  f: readonly number[] = b.e,
): boolean {
  return [0, 1, 2, 3].every((j) => j >= a.b || j >= b.b || e[(a.l + j) % 4] === f[(b.l + j) % 4]);
}

/** Through the maps before the step, and at physical addresses that it writes. */
function sameObservation(
  a: Small,
  b: Small,
  one: Small,
  two: Small,
  { writes = [] }: LittleInstruction,
): boolean {
  return (
    sameGeneral(one, two) &&
    one.t === two.t &&
    sameView(a, b, one.e, two.e) &&
    writes.every((at) => one.e[at] === two.e[at])
  );
}

function allStates(): readonly Small[] {
  const bits = [0, 1];
  const pairs = [0, 1, 2, 3];
  return bits.flatMap((m) => pairs.flatMap((p) => pairs.flatMap((l) => pairs.flatMap((b) =>
    bits.flatMap((x) => bits.flatMap((y) => bits.flatMap((t) =>
      Array.from({ length: 16 }, (_, e): Small => ({ m, p, l, b, x, y, t, e: [e % 2, Math.floor(e / 2) % 2, Math.floor(e / 4) % 2, Math.floor(e / 8)] })),
    ))),
  )))); // prettier-ignore
}

const groups = new WeakMap<readonly Small[], Map<string, readonly Small[]>>();

/** The states with the same registers and program counter: only those can be partners. */
function alike(states: readonly Small[], s: Small): readonly Small[] {
  const known = groups.get(states) ?? groupStates(states);
  groups.set(states, known);
  return known.get(`${s.p} ${s.x} ${s.y}`) ?? [];
}

function groupStates(states: readonly Small[]): Map<string, readonly Small[]> {
  const grouped = new Map<string, Small[]>();
  for (const s of states) {
    const key = `${s.p} ${s.x} ${s.y}`;
    const group = grouped.get(key) ?? [];
    group.push(s);
    grouped.set(key, group);
  }
  return grouped;
}
