/** An answer as it is kept between runs: of a witness, what it takes to replay it. */

import type { State } from '../isa/state.ts';
import type { Answer } from '../question/answer.ts';
import { wordsOf, type SparseMap } from '../term/sparse-map.ts';
import { arrayValue, memoryValue, type Value } from '../term/value.ts';
import type { Inputs, ProgramAddress } from './run.ts';

/** `unknown` is no answer to keep. */
export type KeptAnswer =
  | Extract<Answer, { readonly kind: 'none' | 'vacuous' }>
  | {
      readonly kind: 'found';
      /** Elements that are not there are zero. */
      readonly states: readonly State[];
      readonly inputs: Inputs;
      readonly smallest: boolean | undefined;
      readonly otherCauses: readonly string[] | undefined;
    };

/** JSON in which a word is a hexadecimal string. */
export function printKept(answer: KeptAnswer): string {
  return JSON.stringify(answer.kind === 'found' ? plainFound(answer) : answer);
}

/** Undefined unless the text is what was printed. */
export function parseKept(printed: string): KeptAnswer | undefined {
  try {
    return answerFrom(JSON.parse(printed));
  } catch {
    // No JSON, or something in it is not what it should be.
    return undefined;
  }
}

/** Answers that no two runs can have found, both with the same code. */
export function contradict(a: KeptAnswer, b: KeptAnswer): boolean {
  return a.kind !== b.kind;
}

interface PlainWords {
  readonly default: string;
  readonly words: readonly (readonly [string, string])[];
}

function plainFound(answer: Extract<KeptAnswer, { readonly kind: 'found' }>): unknown {
  const { states, inputs, smallest, otherCauses } = answer;
  return {
    kind: 'found',
    states: states.map(({ elements, memory }) => ({
      elements: [...elements].flatMap(([name, value]) =>
        value === 0n ? [] : [[name, plainValue(value)]],
      ),
      memory: plainWords(memory.units),
    })),
    operands: [...inputs.operands].map(([name, value]) => [name, hex(value)]),
    choices: [...inputs.choices].map(([name, value]) => [name, plainValue(value)]),
    lookedAt: inputs.lookedAt?.map(({ path, address }) => [path, hex(address)]),
    smallest,
    otherCauses,
  };
}

function plainValue(value: Value): string | boolean | PlainWords {
  if (typeof value === 'bigint') return hex(value);
  if (typeof value === 'boolean') return value;
  return plainWords(value.kind === 'array' ? value.words : value.units);
}

function plainWords(words: SparseMap): PlainWords {
  return {
    default: hex(words.default),
    words: [...wordsOf(words)].map(([key, value]) => [hex(key), hex(value)] as const),
  };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function answerFrom(json: unknown): KeptAnswer | undefined {
  const { kind, ...rest } = record(json);
  switch (kind) {
    case 'none':
      return { kind, evidence: evidenceFrom(rest['evidence']) };
    case 'vacuous':
      return { kind, evidence: 'vacuous', premises: list(rest['premises']).map(text) };
    case 'found':
      return foundFrom(rest);
    default:
      return undefined;
  }
}

function foundFrom(json: Readonly<Record<string, unknown>>): KeptAnswer {
  const { states, operands, choices, lookedAt, smallest, otherCauses } = json;
  const inputs = {
    operands: new Map(pairs(operands).map(([name, value]) => [text(name), word(value)])),
    choices: new Map(pairs(choices).map(([name, value]) => [text(name), valueFrom(value)])),
  };
  return {
    kind: 'found',
    states: list(states).map(stateFrom),
    inputs:
      lookedAt === undefined ? inputs : { ...inputs, lookedAt: pairs(lookedAt).map(addressFrom) },
    smallest: smallest === undefined ? undefined : truth(smallest),
    otherCauses: otherCauses === undefined ? undefined : list(otherCauses).map(text),
  };
}

function stateFrom(json: unknown): State {
  const { elements, memory } = record(json);
  return {
    elements: new Map(pairs(elements).map(([name, value]) => [text(name), elementFrom(value)])),
    memory: memoryValue(...wordsFrom(memory)),
  };
}

function elementFrom(json: unknown): bigint | ReturnType<typeof arrayValue> {
  return typeof json === 'string' ? word(json) : arrayValue(...wordsFrom(json));
}

function valueFrom(json: unknown): Value {
  return typeof json === 'boolean' ? json : elementFrom(json);
}

function wordsFrom(json: unknown): [bigint, (readonly [bigint, bigint])[]] {
  const { default: byDefault, words } = record(json);
  return [word(byDefault), pairs(words).map(([key, each]) => [word(key), word(each)] as const)];
}

function addressFrom([path, address]: readonly [unknown, unknown]): ProgramAddress {
  return { path: text(path), address: word(address) };
}

function evidenceFrom(json: unknown): 'structural' | 'proved' | 'always-excused' {
  if (json === 'structural' || json === 'proved' || json === 'always-excused') return json;
  throw new TypeError('no evidence');
}

function record(json: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(json)) throw new TypeError('no record');
  return json;
}

function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function list(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw new TypeError('no list');
  return json;
}

function pairs(json: unknown): readonly (readonly [unknown, unknown])[] {
  return list(json).map((each) => {
    const [one, other, ...rest] = list(each);
    if (other === undefined || rest.length > 0) throw new TypeError('no pair');
    return [one, other] as const;
  });
}

function text(json: unknown): string {
  if (typeof json !== 'string') throw new TypeError('no text');
  return json;
}

function truth(json: unknown): boolean {
  if (typeof json !== 'boolean') throw new TypeError('no truth');
  return json;
}

function word(json: unknown): bigint {
  return BigInt(text(json));
}
