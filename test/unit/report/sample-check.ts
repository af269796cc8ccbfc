/** A check made by hand, for reports to be made of: the tiny machine under a spec of three questions. */

import { NOWHERE_SPAN, sampleSpec } from './sample-spec.ts';
import type { Answer } from '../../../src/question/answer.ts';
import type { Witness } from '../../../src/question/witness.ts';
import type { CheckResult, InstructionResult, PairResult } from '../../../src/judge/result.ts';
import type { Reported } from '../../../src/report/reported.ts';
import { classify } from '../../../src/judge/classify.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

export const proved: Answer = { kind: 'none', evidence: 'proved' };
export const structural: Answer = { kind: 'none', evidence: 'structural' };
const excused: Answer = { kind: 'none', evidence: 'always-excused' };
const vacuous: Answer = { kind: 'vacuous', evidence: 'vacuous', premises: ['user(s)'] };
export const open: Answer = {
  kind: 'unknown',
  evidence: 'unknown',
  reason: 'the solver gave up',
  budget: 'rlimit 2000000',
};

export function found(witness: Partial<Witness> = {}): Answer {
  return { kind: 'found', evidence: 'witness', witness: { ...leavesSupervisor, ...witness } };
}

const before = {
  elements: new Map([
    ['M', 1n],
    ['P', 2n],
    ['R.l', 0n],
    ['R.b', 255n],
    ['T', 0n],
  ]),
  files: new Map(),
  storage: new Map([[2n, 0x70n]]),
};

/** One state: `user 16` leaves supervisor mode and shrinks the window. */
export const leavesSupervisor: Witness = {
  states: [before],
  operands: new Map([['b', 16n]]),
  choices: new Map(),
  outcomes: [
    {
      kind: 'completes',
      after: {
        ...before,
        elements: new Map([...before.elements, ['M', 0n], ['P', 4n], ['R.b', 16n]]),
      },
    },
  ],
  differing: [],
  observed: [],
  otherCauses: undefined,
  smallest: undefined,
};

const inUserMode = { ...before, elements: new Map([...before.elements, ['M', 0n]]) };

/** Two states: the same but for the mode; one register and one unit differ after. */
export const seesMode: Witness = {
  ...leavesSupervisor,
  states: [before, inUserMode],
  outcomes: [
    {
      kind: 'completes',
      after: { ...before, files: new Map([['x', new Map([[1n, 0x81n]])]]) },
    },
    { kind: 'completes', after: inUserMode },
  ],
  differing: [{ what: 'M', values: [1n, 0n] }],
  observed: [
    { what: 'x[1]', values: [0x81n, 0n] },
    { what: 'E[0x20]', values: [1n, 0n] },
  ],
  otherCauses: ['R.b'],
  smallest: true,
};

/** Two states, of which the second traps. */
export const trapsInUserMode: Witness = {
  ...leavesSupervisor,
  states: [before, inUserMode],
  outcomes: [
    { kind: 'completes', after: before },
    { kind: 'traps', cause: 'privileged', memory: false, resume: 2n, after: before },
  ],
  differing: [{ what: 'M', values: [1n, 0n] }],
};

const innocuous: Readonly<Record<string, Answer>> = {
  escapes_trap: found(),
  completes_in_supervisor: found(),
  changes_control: structural,
  sees_mode: proved,
  in_user_mode_same: found(),
  in_user_mode_trap: proved,
};

export const ANSWERS: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  add: innocuous,
  load: innocuous,
  store: { ...innocuous, sees_mode: open },
  li: { ...innocuous, sees_mode: vacuous },
  jump: innocuous,
  idle: { ...innocuous, sees_mode: { kind: 'found', evidence: 'witness', witness: seesMode } },
  user: {
    escapes_trap: proved,
    completes_in_supervisor: found(),
    changes_control: found(),
    sees_mode: excused,
    in_user_mode_same: proved,
    in_user_mode_trap: { kind: 'found', evidence: 'witness', witness: trapsInUserMode },
  },
  call: {
    escapes_trap: proved,
    completes_in_supervisor: proved,
    changes_control: excused,
    sees_mode: excused,
    in_user_mode_same: proved,
    in_user_mode_trap: proved,
  },
};

export function instructionResult(
  id: string,
  answers: Readonly<Record<string, Answer>>,
  overrides: Partial<InstructionResult> = {},
): InstructionResult {
  const variants = tinyMachine().instructions.filter((each) => each.id === id);
  const unit = {
    id,
    variants,
    manualSays: undefined,
    uses: [],
    answers: new Map(Object.entries(answers)),
  };
  return { ...classify(unit, sampleSpec().classes), variants: [id], ...overrides };
}

export function pairResult(overrides: Partial<PairResult> = {}): PairResult {
  return {
    name: 'default',
    title: 'supervisor to user',
    why: undefined,
    instructions: Object.entries(ANSWERS).map(([id, answers]) => instructionResult(id, answers)),
    premises: [
      {
        id: 'mode-and-trap',
        title: 'Modes and traps',
        verdict: 'holds',
        why: 'Every trap ends in supervisor mode.',
        witness: undefined,
        listed: [],
      },
      {
        id: 'control-apart',
        title: 'Control state apart',
        verdict: 'holds',
        why: 'No user step reads or writes control state.',
        witness: undefined,
        listed: [],
      },
      {
        id: 'enough-instructions',
        title: 'Enough instructions',
        verdict: 'stated',
        why: 'Left to the reader.',
        witness: undefined,
        listed: [],
      },
    ],
    theorems: [
      {
        number: 1,
        title: 'A virtual machine monitor may be constructed',
        citations: [],
        verdict: 'fails',
        obstructing: ['idle'],
        undecided: ['store', 'li'],
        reason: undefined,
      },
    ],
    facts: [
      {
        number: 1,
        title: 'All privileged instructions are sensitive',
        given: undefined,
        verdict: 'fails',
        contradictedBy: ['add'],
        undecided: [],
      },
    ],
    partners: { verdict: 'holds', why: 'Every supervisor state has a partner.' },
    ...overrides,
  };
}

export function checkResult(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    machine: { id: 'tiny', title: 'A tiny machine', citations: [] },
    parameters: [
      { name: 'q', value: 256n, choices: undefined, isDefault: true },
      { name: 'XLEN', value: 8n, choices: [8n, 16n], isDefault: false },
    ],
    spec: {
      name: 'sample',
      title: 'A sample spec',
      citations: [],
      readings: [],
      granularity: 'variant',
    },
    pairs: [pairResult()],
    expected: [
      {
        source: 'popek',
        subject: 'idle',
        pair: 'default',
        status: 'derived',
        confidence: 'prediction',
        why: 'It does nothing.',
        outcome: 'disagrees',
        claims: [{ name: 'sensitive', expected: 'no', found: 'yes' }],
        span: NOWHERE_SPAN,
      },
      {
        source: 'pg74',
        subject: 'user',
        pair: 'default',
        status: 'published',
        confidence: 'certain',
        why: undefined,
        outcome: 'agrees',
        claims: [{ name: 'privileged', expected: 'yes', found: 'yes' }],
        span: NOWHERE_SPAN,
      },
    ],
    leavesOut: [{ what: 'interrupts', why: 'One instruction at a time.' }],
    simulation: 'not-run',
    solver: {
      name: 'z3-solver',
      version: '5.2.0',
      variants: 8,
      questions: 48,
      recalled: 0,
      structural: 5,
      candidates: 2,
      queries: 12,
      fromCache: 3,
      milliseconds: 1234,
    },
    isComplete: true,
    ...overrides,
  };
}

export function reported(overrides: Partial<Reported> = {}): Reported {
  return {
    result: checkResult(),
    machine: tinyMachine(),
    spec: sampleSpec(),
    sources: new Map([['tiny', 'isa "A tiny machine"\n']]),
    again: 'popek check tiny',
    explain: (instruction) => `popek explain tiny ${instruction}`,
    version: '0.1.0',
    ...overrides,
  };
}
