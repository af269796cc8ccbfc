/** What the commands print as JSON is as its schema says, which takes nothing more and no less. */

import { describe, expect, it } from 'vitest';
import { imageOf } from '../../../src/isa/image.ts';
import { withImage, zeroState } from '../../../src/isa/state.ts';
import type { Repair } from '../../../src/judge/repair.ts';
import { diffJson } from '../../../src/report/diff-report.ts';
import { explainJson } from '../../../src/report/explain-json.ts';
import { guestsJson, type EndedGuest } from '../../../src/report/guests-report.ts';
import { classifyJson } from '../../../src/report/json-report.ts';
import { machineJson } from '../../../src/report/list-report.ts';
import { wholeMachineJson } from '../../../src/report/machine-json.ts';
import { monitorJson } from '../../../src/report/monitor-json.ts';
import { repairJson } from '../../../src/report/repair-report.ts';
import { sampleJson } from '../../../src/report/sample-json.ts';
import { runJson, type Ended } from '../../../src/report/run-report.ts';
import { sampleMonitor } from '../../../src/sample/sample-monitor.ts';
import { shippedMonitor } from '../../helpers/monitors.ts';
import { schemaErrors, SCHEMA_FILES } from '../../helpers/schemas.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';
import { ONE_OF_EACH, reportedMonitor } from './sample-monitor.ts';
import { ANSWERS, checkResult, instructionResult, pairResult, reported } from './sample-check.ts';

const machine = tinyMachine();
const image = imageOf([[16n, 0x60n]]);
const state = withImage(zeroState(machine), image);
const trap = { name: 'illegal', resume: 16n };

function ran(exit: Ended['exit'], trace?: readonly string[]): unknown {
  const seen = { trace, console: trace === undefined ? undefined : 'Hello\n' };
  return runJson(machine, image, { exit, state, steps: 3, completed: 2, trapped: 1 }, seen);
}

function guests(parting?: EndedGuest['parting']): unknown {
  return guestsJson({
    machine,
    construction: 'hybrid',
    pair: 'user_supervisor',
    isForced: parting !== undefined,
    image,
    guests: [1, 2].map((id) => ({
      id,
      begin: 16n,
      counts: {
        native: 1,
        emulated: 1,
        reflected: 0,
        interpreted: 1,
        byInstruction: new Map([['leave', 2]]),
      },
      ended: { exit: { kind: 'halted' }, state, steps: 3, completed: 2, trapped: 1 },
      console: 'Hello\n',
      trace: undefined,
      parting,
    })),
  });
}

const changed = reported({
  result: checkResult({
    pairs: [pairResult({ instructions: [instructionResult('idle', ANSWERS['add'] ?? {})] })],
  }),
});

function mended(repair: Repair): unknown {
  const [theorem] = reported().spec.theorems;
  if (theorem === undefined) throw new Error('a spec without theorems');
  return repairJson({ reported: reported(), repair, theorem, text: 'isa "x"\n', file: undefined });
}

const before = checkResult();
const member = {
  id: 'call',
  before: instructionResult('call', {}),
  isNeededEverywhere: true,
  condition: 'x != 0',
};

/** Of a few guests of a shipped machine under its monitor. */
async function sampled(id: string, seed: number): Promise<unknown> {
  const found = await sampleMonitor(shippedMonitor(id), { seed, runs: 100 });
  return sampleJson({
    sampled: found,
    again: 'popek monitor sample',
    version: '1',
    file: undefined,
  });
}
const [together, apart] = await Promise.all([
  sampled('third-generation', 1),
  sampled('third-generation/popf', 7),
]);

const EXAMPLES: readonly (readonly [name: string, what: string, value: unknown])[] = [
  ['classify', 'a check', classifyJson(reported())],
  ['monitor-check', 'a monitor', monitorJson(reportedMonitor({ obligations: ONE_OF_EACH }))],
  ...Object.keys(ANSWERS).map((id) => ['explain', id, explainJson(reported(), id)] as const),
  ['diff', 'a check and itself', diffJson([reported(), reported()], 'popek diff a b')],
  ['diff', 'two checks', diffJson([reported(), changed], 'popek diff a b')],
  ['repair', 'what holds', mended({ kind: 'holds', before })],
  [
    'repair',
    'what no trap helps',
    mended({ kind: 'impossible', before, stubborn: ['call'], cause: 'illegal' }),
  ],
  [
    'repair',
    'a repair',
    mended({
      kind: 'repaired',
      before,
      after: before,
      members: [member],
      cause: 'illegal',
      items: '',
    }),
  ],
  ['sample', 'guests that stay together', together],
  ['sample', 'a guest that parts', apart],
  ['run', 'a halt', ran({ kind: 'halted' })],
  ['run', 'a trap', ran({ kind: 'unhandled-trap', trap }, ['0x10: illegal'])],
  ['run', 'a budget', ran({ kind: 'budget-spent' }, [])],
  ['run', 'guests', guests()],
  [
    'run',
    'guests that part from the bare machine',
    guests({
      step: 3,
      address: 16n,
      text: 'leave',
      how: 'native',
      wasSupervisor: true,
      bareTrap: 'illegal',
      guestTrap: undefined,
      wrong: ['M is 0x0, on the bare machine 0x1'],
    }),
  ],
  [
    'list',
    'all there is',
    {
      machines: [
        { id: 'one', title: 'The first', changes: undefined },
        { id: 'one/changed', title: 'The first, changed', changes: 'one' },
      ],
      specs: [{ name: 'spec', title: 'A spec' }],
    },
  ],
  ['list', 'a machine', machineJson(machine)],
  ['machine', 'the tiny one', wholeMachineJson(machine)],
];

describe.each(EXAMPLES)('the schema of %s', (name, what, value) => {
  const json: Record<string, unknown> = JSON.parse(JSON.stringify(value));

  it(`takes ${what}`, () => {
    expect(schemaErrors(name, json)).toStrictEqual([]);
  });

  it(`takes nothing more than ${what}`, () => {
    expect(schemaErrors(name, { ...json, more: 1 })).not.toStrictEqual([]);
  });

  it(`takes no less than ${what}`, () => {
    for (const key of Object.keys(json).filter((each) => !OPTIONAL.includes(each))) {
      const { [key]: _removed, ...less } = json;
      expect(schemaErrors(name, less), key).not.toStrictEqual([]);
    }
  });
});

it('is there for every command that prints JSON', () => {
  // What these two print is held against them in `json-report.test.ts` and `golden.test.ts`.
  const names = [...new Set(EXAMPLES.map(([name]) => name)), 'check', 'compare-specs'];

  expect(SCHEMA_FILES).toStrictEqual(names.map((name) => `${name}.schema.json`).toSorted());
});

// Helpers

/** Keys that are there only where there is something to say. */
const OPTIONAL = [
  'console',
  'trace',
  'covering',
  'cause',
  'stubborn',
  'members',
  'change',
  'premisesAfter',
  'theoremsAfter',
];
