/** Reads the arguments of one command by the table of flags. */

import { suggest } from '../base/suggest.ts';
import { COMMON_FLAGS, FLAGS, type FlagDefinition, type FlagName, type Options } from './flags.ts';
import { Refusal } from './refusal.ts';

/** What of a command its arguments depend on. */
export interface Signature {
  readonly name: string;
  readonly operands: readonly string[];
  readonly flags: readonly FlagName[];
}

export interface ParsedArguments {
  readonly operands: readonly string[];
  readonly options: Options;
}

type Value = string | number | boolean | readonly string[] | undefined;

/**
 * `--flag value` and `--flag=value` are the same, and flags may stand anywhere before `--`.
 * Given twice, the last one counts.
 *
 * @throws Refusal
 */
export function parseArguments(signature: Signature, given: readonly string[]): ParsedArguments {
  const values = defaults();
  const operands: string[] = [];
  const end = given.indexOf('--');
  const flagged = end < 0 ? given : given.slice(0, end);

  for (let index = 0; index < flagged.length; index += 1) {
    const argument = flagged[index] ?? '';
    if (!argument.startsWith('-') || argument === '-') {
      operands.push(argument);
      continue;
    }
    const { name, negated, inline } = flagIn(signature, argument);
    const definition = FLAGS[name];
    if (definition.kind === 'switch' || definition.kind === 'negative' || negated) {
      if (inline !== undefined) throw new Refusal(`--${name} takes no value`, helpLine(signature));
      values.set(name, !negated);
      continue;
    }
    if (inline === undefined) index += 1;
    const text = inline ?? flagged[index];
    if (text === undefined) {
      throw new Refusal(
        `--${name} needs a value: --${name} ${definition.value}`,
        helpLine(signature),
      );
    }
    values.set(name, valueOf(name, definition, text, values.get(name)));
  }
  if (end >= 0) operands.push(...given.slice(end + 1));
  if (values.get('help') !== true) checkOperands(signature, operands);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `defaults` and `valueOf` go by the table that the type is made from
  return { operands, options: Object.fromEntries(values) as unknown as Options };
}

function defaults(): Map<string, Value> {
  return new Map(Object.entries(FLAGS).map(([name, definition]) => [name, defaultOf(definition)]));
}

function defaultOf({ kind }: FlagDefinition): Value {
  if (kind === 'switch' || kind === 'negative') return kind === 'negative';
  return kind === 'list' ? [] : undefined;
}

interface Flag {
  readonly name: FlagName;
  readonly negated: boolean;
  /** After `=`. */
  readonly inline: string | undefined;
}

function flagIn(signature: Signature, argument: string): Flag {
  const [, written = '', , inline] = /^(--?[^=]*)(=(.*))?$/su.exec(argument) ?? [];
  const allowed: readonly FlagName[] = [...signature.flags, ...COMMON_FLAGS];

  for (const name of allowed) {
    const definition = FLAGS[name];
    const isNegatable =
      definition.kind === 'negative' ||
      (definition.kind === 'text' && definition.negatable === true);
    if (isNegatable && written === `--no-${name}`) return { name, negated: true, inline };
    if (definition.kind === 'negative') continue;
    if (written === `--${name}` || written === `-${definition.short ?? ''}`) {
      return { name, negated: false, inline };
    }
  }
  throw unknownFlag(signature, written, allowed);
}

function unknownFlag(signature: Signature, written: string, allowed: readonly FlagName[]): Refusal {
  const elsewhere = Object.keys(FLAGS).includes(written.slice(2));
  const guess = suggest(written.replace(/^-+/u, ''), allowed);
  const help =
    elsewhere || guess === undefined ? helpLine(signature) : `did you mean \`--${guess}\`?`;
  return new Refusal(
    elsewhere ? `\`popek ${signature.name}\` takes no ${written}` : `unknown flag \`${written}\``,
    help,
  );
}

function valueOf(
  name: FlagName,
  definition: Exclude<FlagDefinition, { kind: 'switch' | 'negative' }>,
  text: string,
  before: Value,
): Value {
  switch (definition.kind) {
    case 'text':
      if (text === '')
        throw new Refusal(`--${name} is empty`, `for example: --${name} ${definition.value}`);
      return text;
    case 'list':
      return [...(Array.isArray(before) ? before : []), text];
    case 'number':
      return wholeNumber(name, text);
    case 'choice': {
      if (definition.choices.includes(text)) return text;
      const guess = suggest(text, definition.choices);
      throw new Refusal(
        `--${name} is ${listed(definition.choices)}, not \`${text}\``,
        guess === undefined ? undefined : `did you mean \`${guess}\`?`,
      );
    }
  }
}

/** At least 1. `1_000_000` and `1000000` are the same. */
function wholeNumber(name: FlagName, text: string): number {
  const value = /^\d[\d_]*$/u.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Refusal(`--${name} is a whole number from 1 on, not \`${text}\``);
}

function checkOperands(signature: Signature, operands: readonly string[]): void {
  const needed = signature.operands.filter((operand) => !operand.startsWith('['));
  const missing = needed[operands.length];
  if (missing !== undefined) {
    throw new Refusal(
      `\`popek ${signature.name}\` needs ${missing.replace(/\.\.\.$/u, '')}`,
      helpLine(signature),
    );
  }
  const extra = operands[signature.operands.length];
  if (extra !== undefined && signature.operands.at(-1)?.endsWith('...') !== true) {
    throw new Refusal(
      `\`popek ${signature.name}\` does not expect \`${extra}\``,
      helpLine(signature),
    );
  }
}

function helpLine({ name }: Signature): string {
  return `see \`popek ${name} --help\``;
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
