/** What a MACHINE operand says: a name, and settings behind an `@`. */

import { Refusal } from './refusal.ts';

export interface MachineArgument {
  /** An id, a folder, a file, or `-`. */
  readonly name: string;
  readonly settings: ReadonlyMap<string, bigint>;
}

/**
 * `NAME@A=32,B=0` is a machine with its own settings; those of `--set` come first.
 *
 * @throws Refusal
 */
export function machineArgument(text: string, set: readonly string[]): MachineArgument {
  const [, name = text, own] = /^(.+)@([^@/]*=[^@/]*)$/u.exec(text) ?? [];
  const settings = [...set, ...(own === undefined ? [] : own.split(','))].map(settingOf);
  return { name, settings: new Map(settings) };
}

/** `SIZE=32`; the value in decimal, or as 0x or 0b. */
function settingOf(text: string): readonly [string, bigint] {
  const [, name, value] =
    /^([A-Za-z_]\w*)=(\d[\d_]*|0x[\da-f][\da-f_]*|0b[01][01_]*)$/iu.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined) {
    const isNamed = /^[A-Za-z_]\w*=/u.test(text.trim());
    const help = isNamed
      ? 'a value is a number: 32, 0x20 or 0b100000'
      : 'for example: --set SIZE=32';
    throw new Refusal(`\`${text}\` sets no parameter`, help);
  }
  return [name, BigInt(value.replaceAll('_', ''))];
}
