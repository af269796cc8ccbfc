/**
 * Instruction syntax, taken from the assembly parts of each instruction.
 *
 * White space is free except inside words. Case does not matter in text and in names of values.
 */

import type { AssemblyPart, Instruction } from './machine.ts';
import { matchAt, numberAt, parseExpression, skipSpace, type Expression } from './expression.ts';

type OperandPart = Exclude<AssemblyPart, { kind: 'text' }>;

export interface Template {
  readonly instruction: Instruction;
  /** Two texts never stand side by side. */
  readonly parts: readonly AssemblyPart[];
  /** The word that a statement of this form begins with, in lower case, if it is all text. */
  readonly mnemonic: string | undefined;
}

/** What a statement says about one operand: a number to be put in this form. */
export interface OperandText {
  readonly expression: Expression;
  readonly format: 'number' | 'signed' | 'pc';
  /** Of `pc`: how many units behind the beginning of the instruction the distance starts. */
  readonly from?: number | undefined;
}

export type TemplateMatch =
  | { readonly kind: 'match'; readonly operands: ReadonlyMap<string, OperandText> }
  /** `at` is how far the statement went along. */
  | Mismatch;

interface Mismatch {
  readonly kind: 'mismatch';
  readonly at: number;
  readonly expected: string;
}

/** The word that a statement begins with. */
export const MNEMONIC: RegExp = /[\w.]+/uy;

export function templateOf(instruction: Instruction): Template {
  const parts = joinTexts(instruction.assembly);
  const [first, second] = parts;
  const text = first?.kind === 'text' ? first.text.trimStart() : '';
  const mnemonic = matchAt(MNEMONIC, text, 0);
  const isWhole = mnemonic !== undefined && (mnemonic.length < text.length || second === undefined);
  return { instruction, parts, mnemonic: isWhole ? mnemonic.toLowerCase() : undefined };
}

/** The syntax as the description writes it, for messages: `load {d}, ({s})`. */
export function templateText({ parts }: Template): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : `{${part.operand}}`)).join('');
}

/** Compares `source`, from `start` to its end, with the template. */
export function matchTemplate({ parts }: Template, source: string, start: number): TemplateMatch {
  const operands = new Map<string, OperandText>();
  let at = start;
  let before = '';
  for (const part of parts) {
    if (part.kind === 'text') {
      const end = matchText(part.text, source, at);
      if (typeof end !== 'number') return end;
      at = end;
      before = part.text.at(-1) ?? '';
    } else {
      const operand = matchOperand(part, source, at, isWordCharacter(before));
      if (operand.kind === 'mismatch') return operand;
      operands.set(part.operand, operand);
      at = operand.expression.end;
      before = '';
    }
  }
  at = skipSpace(source, at);
  if (at < source.length) return mismatch(at, 'the end of the statement');
  return { kind: 'match', operands };
}

/** `before` a word's letter as in `r{d}`, the operand is glued: it follows at once, as digits. */
function matchOperand(
  part: OperandPart,
  source: string,
  at: number,
  isGlued: boolean,
): ({ readonly kind: 'operand' } & OperandText) | Mismatch {
  const format = part.kind === 'named' ? 'number' : part.format;
  if (isGlued && part.kind === 'named') {
    const expression = prefixAt(part.members, source, at) ?? numberAt(source, at);
    if (expression === undefined) return mismatch(at, namesText(part.members));
    return { kind: 'operand', expression, format };
  }
  if (isGlued) {
    const number = numberAt(source, at);
    if (number === undefined) return mismatch(at, 'a number');
    return { kind: 'operand', expression: number, format };
  }
  if (part.kind === 'named') {
    const expression = nameAt(part.members, source, skipSpace(source, at));
    if (expression === undefined) return mismatch(skipSpace(source, at), namesText(part.members));
    return { kind: 'operand', expression, format };
  }
  const parsed = parseExpression(source, at);
  if (parsed.kind === 'malformed') return mismatch(parsed.at, parsed.expected);
  return { kind: 'operand', expression: parsed.expression, format, from: part.from };
}

type Members = Extract<AssemblyPart, { kind: 'named' }>['members'];

/** The value of the longest name that the word goes on with at `start`: `eq` of `beq.s`. */
function prefixAt(members: Members, source: string, start: number): Expression | undefined {
  const rest = source.slice(start).toLowerCase();
  const [longest] = members
    .filter(({ name }) => rest.startsWith(name.toLowerCase()))
    .toSorted((a, b) => b.name.length - a.name.length);
  if (longest === undefined) return undefined;
  return { kind: 'number', value: longest.value, start, end: start + longest.name.length };
}

/** Names of members have no dots, so that text such as `.w` may follow them. */
const MEMBER = /\w+/uy;

/** The value of the member named at `start`, or the number there, for a value without a name. */
function nameAt(members: Members, source: string, start: number): Expression | undefined {
  const name = matchAt(MEMBER, source, start);
  if (name === undefined) return undefined;
  const member =
    members.find((candidate) => candidate.name === name) ??
    members.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (member === undefined) return numberAt(source, start);
  return { kind: 'number', value: member.value, start, end: start + name.length };
}

/** Where `text` ends in `source`. */
function matchText(text: string, source: string, start: number): number | Mismatch {
  let at = start;
  for (const [i, character] of text.split('').entries()) {
    const inWord = isWordCharacter(character) && isWordCharacter(text[i - 1] ?? '');
    const spaceEnd = skipSpace(source, at);
    if (isSpace(character)) {
      const isApart =
        spaceEnd > at || !isWordCharacter(source[at - 1]) || !isWordCharacter(source[at]);
      if (!isApart) return mismatch(at, 'white space');
    } else {
      if (!inWord) at = spaceEnd;
      if (source[at]?.toLowerCase() !== character.toLowerCase()) {
        return mismatch(at, `\`${wordAround(text, i)}\``);
      }
      at += 1;
    }
  }
  return at;
}

/** The whole word or the one other character at `index` of a template's text. */
function wordAround(text: string, index: number): string {
  const before = /[\w.]*$/u.exec(text.slice(0, index))?.[0] ?? '';
  const from = matchAt(MNEMONIC, text, index);
  return from === undefined ? (text[index] ?? '') : before + from;
}

function namesText(members: Members): string {
  const first = new Map(members.toReversed().map((member) => [member.value, member]));
  const printed = members.filter((member) => first.get(member.value) === member);
  const shown = printed.slice(0, 4).map(({ name }) => `\`${name}\``);
  return `one of ${shown.join(', ')}${printed.length > shown.length ? ', …' : ''}`;
}

function joinTexts(parts: readonly AssemblyPart[]): readonly AssemblyPart[] {
  const joined: AssemblyPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
    } else joined.push(part);
  }
  return joined;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/u.test(character);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\w.]/u.test(character);
}

function mismatch(at: number, expected: string): Mismatch {
  return { kind: 'mismatch', at, expected };
}
