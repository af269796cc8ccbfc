/** How a program ended on the evaluator, and the state that it left, compactly. */

import type { Image } from '../isa/image.ts';
import type { Machine } from '../isa/machine.ts';
import { changesBetween, withImage, zeroState, type Change, type State } from '../isa/state.ts';
import { numberJson, type JsonNumber } from './json-report.ts';
import { blank, count, PAGE_WIDTH } from './layout.ts';
import { addressText, named, valueText } from './place.ts';

/** What a run leaves. */
export interface Ended {
  readonly exit:
    | { readonly kind: 'halted' }
    | {
        readonly kind: 'unhandled-trap';
        readonly trap: { readonly name: string; readonly resume: bigint };
      }
    | { readonly kind: 'budget-spent' };
  readonly state: State;
  readonly steps: number;
  readonly completed: number;
  readonly trapped: number;
}

/** One step as people read it. */
export interface Traced {
  readonly address: bigint;
  readonly text: string | undefined;
  readonly trap: string | undefined;
  readonly changes: readonly Change[];
}

const MOST_UNITS = 24;

/** Elements that are not zero, then the units that the program changed. */
export function runText(machine: Machine, image: Image, ended: Ended): readonly string[] {
  const changes = finalChanges(machine, image, ended.state);
  const elements = changes.filter(({ kind }) => kind === 'element');
  const units = changes.filter(({ kind }) => kind === 'storage');
  const shown = units.slice(0, MOST_UNITS);
  const hidden = units.length - shown.length;
  return [
    endText(ended),
    '',
    ...(elements.length === 0
      ? ['  every element is zero']
      : columns(elements.map((each) => afterText(machine, each)))),
    ...(units.length === 0 ? [] : ['', `  ${count(units.length, 'unit')} of storage changed:`]),
    ...columns(shown.map((each) => afterText(machine, each))),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ];
}

export interface RunJson {
  readonly machine: string;
  readonly ended: Ended['exit']['kind'];
  readonly trap?: string;
  readonly steps: number;
  readonly completed: number;
  readonly trapped: number;
  /** Elements that are not zero. */
  readonly elements: Readonly<Record<string, JsonNumber>>;
  /** Units that the program changed. */
  readonly storage: Readonly<Record<string, JsonNumber>>;
  /** All that the console printed; absent where there is none. */
  readonly console?: string;
  readonly trace?: readonly string[];
}

/** What was seen while it ran, if it was asked for or there is one. */
export interface Seen {
  readonly console?: string | undefined;
  readonly trace?: readonly string[] | undefined;
}

export function runJson(
  machine: Machine,
  image: Image,
  ended: Ended,
  { console: printed, trace }: Seen = {},
): RunJson {
  const changes = finalChanges(machine, image, ended.state);
  const values = (wanted: Change['kind']): Readonly<Record<string, JsonNumber>> =>
    Object.fromEntries(
      changes.flatMap(({ kind, name, after }) =>
        kind === wanted ? [[name, numberJson(after)]] : [],
      ),
    );
  const { exit, steps, completed, trapped } = ended;
  return {
    machine: machine.id,
    ended: exit.kind,
    ...(exit.kind === 'unhandled-trap' ? { trap: exit.trap.name } : {}),
    steps,
    completed,
    trapped,
    elements: values('element'),
    storage: values('storage'),
    ...(printed === undefined ? {} : { console: printed }),
    ...(trace === undefined ? {} : { trace }),
  };
}

/** `0x10:  addi x1, x1, 1        x[1] 1` */
export function traceLine(machine: Machine, { address, text, trap, changes }: Traced): string {
  const pc = machine.elements.find(({ role }) => role === 'pc')?.name;
  const told = changes.filter(({ name }) => name !== pc || trap !== undefined);
  const effects = told.map((each) => afterText(machine, each));
  const end = [...(trap === undefined ? [] : [`traps: ${trap}`]), ...effects].join('   ');
  return `${addressText(address)}:  ${(text ?? '').padEnd(TEXT)}  ${end}`.trimEnd();
}

const TEXT = 24;

function endText({ exit, steps, completed, trapped }: Ended): string {
  const share = `${count(steps, 'step')}: ${completed} completed, ${trapped} trapped`;
  switch (exit.kind) {
    case 'halted':
      return `Halted after ${share}.`;
    case 'unhandled-trap':
      return `Unhandled trap ${exit.trap.name} at ${addressText(exit.trap.resume)}, after ${share}.`;
    case 'budget-spent':
      return `Budget spent after ${share}.`;
  }
}

/** Elements against zero, storage against what was loaded. */
function finalChanges(machine: Machine, image: Image, state: State): readonly Change[] {
  return changesBetween(machine, withImage(zeroState(machine), image), state);
}

function afterText(machine: Machine, { name, after }: Change): string {
  return `${name} ${valueText(named(machine, name), after)}`;
}

/** Texts in columns of one width, as many as fit. */
function columns(texts: readonly string[]): readonly string[] {
  const width = Math.max(16, ...texts.map((text) => text.length)) + 3;
  const perLine = Math.max(1, Math.floor((PAGE_WIDTH - 2) / width));
  return Array.from({ length: Math.ceil(texts.length / perLine) }, (_, line) =>
    (
      blank(2) +
      texts
        .slice(line * perLine, (line + 1) * perLine)
        .map((text) => text.padEnd(width))
        .join('')
    ).trimEnd(),
  );
}
