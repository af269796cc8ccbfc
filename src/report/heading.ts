/** The first lines of a report: which machine, with which parameters, by which spec. */

import type { CheckResult } from '../judge/result.ts';
import { count, ends, PAGE_WIDTH, wrap } from './layout.ts';
import type { Style } from './style.ts';

export function heading(
  { machine, parameters, spec, pairs }: CheckResult,
  style: Style,
): readonly string[] {
  const [first] = pairs;
  const units = spec.granularity === 'opcode' ? 'opcode' : 'instruction';
  const number = first === undefined ? '' : count(first.instructions.length, units);
  const [head = '', ...more] = titleLines(machine, `spec ${spec.name}`);
  const settings = parameterLines(parameters);
  const last = settings.pop() ?? '';
  return [style.strong(head), ...more, ...settings, ...ends(last, number)];
}

/** The id and the title on one line if they fit. */
function titleLines({ id, title }: CheckResult['machine'], spec: string): readonly string[] {
  const [line = '', ...more] = ends(`${id}   ${title}`, spec);
  return more.length === 0 ? [line] : [...ends(id, spec), ...wrap(title)];
}

/** `XLEN = 64, q = 32 (set)` */
export function parameterText(parameters: CheckResult['parameters']): string {
  return settingsOf(parameters).join(', ');
}

/** The same on as many lines as it takes, no setting on two of them. */
function parameterLines(parameters: CheckResult['parameters']): string[] {
  const lines: string[] = [];
  for (const setting of settingsOf(parameters)) {
    const last = lines.pop();
    if (last === undefined) lines.push(setting);
    else if (`${last}, ${setting},`.length <= PAGE_WIDTH) lines.push(`${last}, ${setting}`);
    else lines.push(`${last},`, setting);
  }
  return lines;
}

function settingsOf(parameters: CheckResult['parameters']): readonly string[] {
  if (parameters.length === 0) return ['no parameters'];
  return parameters.map(
    ({ name, value, isDefault }) => `${name} = ${value}${isDefault ? '' : ' (set)'}`,
  );
}

/** Heads everything about one pair, where there are several. */
export function pairHeading(
  pair: { readonly name: string; readonly title: string },
  style: Style,
): string {
  return style.strong(`── ${pair.title} (pair ${pair.name}) `.padEnd(PAGE_WIDTH, '─'));
}

/** What was read into the spec's sources. */
export function readings({ spec }: CheckResult, style: Style): readonly string[] {
  if (spec.readings.length === 0) return [];
  const lines = spec.readings.flatMap((reading) => wrap(reading, '  - ', '    '));
  return [style.strong(`READINGS of ${spec.name}: ${spec.title}`), ...lines];
}
