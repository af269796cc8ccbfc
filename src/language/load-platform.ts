/** Loads a platform, checked against the machine that it surrounds. */

import type { Diagnostic } from '../base/diagnostic.ts';
import { suggest } from '../base/suggest.ts';
import type { Machine } from '../isa/machine.ts';
import { BARE, type Platform } from '../isa/platform.ts';
import type { Name, PlatformItem } from './ast.ts';
import { parsePlatform } from './parse.ts';
import { complain, type SpecContext } from './spec-context.ts';

export interface PlatformHost {
  readText(path: string): string | undefined;
}

export interface LoadedPlatform {
  /** Without what has diagnostics. */
  readonly platform: Platform;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

export function loadPlatform(file: string, machine: Machine, host: PlatformHost): LoadedPlatform {
  const sources = new Map<string, string>();
  const context: SpecContext = { diagnostics: [], sources };
  const text = host.readText(file);
  if (text === undefined) {
    complain(context, 'PG501', { file, start: 0, end: 0 }, `cannot read \`${file}\``);
    return { platform: BARE, diagnostics: context.diagnostics, sources };
  }
  sources.set(file, text);
  const { file: parsed, diagnostics } = parsePlatform(file, text);
  context.diagnostics.push(...diagnostics);
  const platform = checkedPlatform(context, machine, parsed?.tree.items ?? []);
  const title = parsed?.tree.title ?? BARE.title;
  return { platform: { ...platform, title }, diagnostics: context.diagnostics, sources };
}

function checkedPlatform(
  context: SpecContext,
  machine: Machine,
  items: readonly PlatformItem[],
): Omit<Platform, 'title'> {
  const seen = new Map<string, PlatformItem>();
  const clocks: string[] = [];
  let mailbox: bigint | undefined;
  for (const item of items) {
    const key = item.kind === 'console' ? 'a console' : `the clock \`${item.element.text}\``;
    const first = seen.get(key);
    seen.set(key, item);
    if (first !== undefined) {
      const related = [{ span: first.span, text: 'the first one' }];
      complain(context, 'PG103', item.span, `the platform has ${key} already`, { related });
    } else if (item.kind === 'clock') {
      if (isClock(context, machine, item.element)) clocks.push(item.element.text);
    } else if (isAddress(context, machine, item.address)) mailbox = item.address.value;
  }
  return { console: mailbox, clocks };
}

/** A console behind the end of a smaller storage is allowed: nothing is ever written there. */
function isAddress(
  context: SpecContext,
  { storage }: Machine,
  { value, text, span }: Extract<PlatformItem, { kind: 'console' }>['address'],
): boolean {
  if (value < 2n ** BigInt(storage.addressWidth)) return true;
  const help = `addresses of \`${storage.name}\` have ${storage.addressWidth} bits`;
  complain(context, 'PG105', span, `there is no address ${text}`, { help });
  return false;
}

/** The description says which elements count time; nothing else may change behind its back. */
function isClock(context: SpecContext, { elements }: Machine, { text, span }: Name): boolean {
  const times = elements.filter(({ marks, file }) => marks.includes('time') && file === undefined);
  const element = elements.find(({ name }) => name === text);
  if (element === undefined) {
    const meant = suggest(text, times.map(({ name }) => name)); // prettier-ignore
    const help = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
    complain(context, 'PG101', span, `unknown element \`${text}\``, { help });
    return false;
  }
  if (times.includes(element)) return true;
  const message = `\`${text}\` is no clock`;
  const help = 'a clock is one word, which the description marks `time`';
  complain(context, 'PG302', span, message, { help });
  return false;
}
