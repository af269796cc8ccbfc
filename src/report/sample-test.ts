/** A guest that parted, as a regression test for vitest: it passes once the two stay together. */

import type { PartedGuest, SampledMonitor } from '../monitor/sampled.ts';
import { concreteState } from '../question/concrete-state.ts';
import { guestLines } from './sample-report.ts';

/** What the test loads, by the paths and names of whoever wrote it. */
export interface TestSubject {
  readonly machine: string;
  readonly settings: ReadonlyMap<string, bigint>;
  readonly extensions: readonly string[];
  /** Undefined: the machine's own. */
  readonly map: string | undefined;
  readonly virtual: ReadonlyMap<string, bigint>;
  /** The command that found it. */
  readonly again: string;
}

export function sampleTest(
  { monitor: { map, construction } }: SampledMonitor,
  { guest, step, parted }: PartedGuest,
  subject: TestSubject,
): string {
  const { machine, settings, extensions, again } = subject;
  const { elements, files, storage } = concreteState(map.virtual, guest.start);
  const given = [
    ...[...elements].map(([name, value]) => `${key(name)}: ${word(value)}`),
    ...[...files].map(([name, words]) => `${key(name)}: ${wordsText(words)}`),
  ];
  const lines = [
    `machine: ${quoted(machine)},`,
    ...(settings.size === 0 ? [] : [`settings: { ${entries(settings)} },`]),
    ...(extensions.length === 0 ? [] : [`extensions: [${extensions.map(quoted).join(', ')}],`]),
    ...(subject.map === undefined ? [] : [`map: ${quoted(subject.map)},`]),
    ...(subject.virtual.size === 0 ? [] : [`virtual: { ${entries(subject.virtual)} },`]),
    `construction: ${quoted(construction)},`,
    `steps: ${Math.max(1, step)},`,
    `kept: { ${entries(guest.kept)} },`,
    'elements: {',
    ...given.map((text) => `  ${text},`),
    '},',
    `storage: ${wordsText(storage)},`,
    `choices: ${guest.choices},`,
  ];
  const program = guestLines(map.virtual, guest);
  return `${[
    '/**',
    ' * A guest that did otherwise under the monitor than on the bare machine. Found by',
    ` * \`${again.replaceAll('*/', '* /')}\`.`,
    ...(program.length === 0 ? [] : [' *', ...program.map((line) => ` *   ${line}`)]),
    ' */',
    '',
    "import { expect, it } from 'vitest';",
    "import { replayMonitorSample } from 'popek';",
    '',
    `it(${quoted(`${machine} under ${construction}: ${parted.text ?? (step === 0 ? 'start' : 'trap')}`)}, () => {`,
    '  const parting = replayMonitorSample({',
    ...lines.map((line) => `    ${line}`),
    '  });',
    '',
    '  expect(parting).toBeUndefined();',
    '});',
  ].join('\n')}\n`;
}

function entries(values: ReadonlyMap<string, bigint>): string {
  return [...values].map(([name, value]) => `${key(name)}: ${word(value)}`).join(', ');
}

/** `[[0x1n, 0xffn], [0x2n, 0x1n]]` */
function wordsText(words: ReadonlyMap<bigint, bigint>): string {
  return `[${[...words].map(([at, value]) => `[${word(at)}, ${word(value)}]`).join(', ')}]`;
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/u.test(name) ? name : quoted(name);
}

function word(value: bigint): string {
  return `0x${value.toString(16)}n`;
}

function quoted(text: string): string {
  return `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\n', ' ')}'`;
}
