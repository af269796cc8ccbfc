import { assert, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKept, printKept, type KeptAnswer } from '../../../src/prove/kept-answer.ts';
import { arrayValue, memoryValue, type ArrayValue } from '../../../src/term/value.ts';

const FOUND: KeptAnswer = {
  kind: 'found',
  states: [
    {
      elements: new Map<string, bigint | ArrayValue>([['P', 5n], ['r', arrayValue(0n, [[1n, 2n ** 64n - 1n]])]]),
      memory: memoryValue(0n, [[2n ** 55n, 255n]]),
    },
  ],
  inputs: {
    operands: new Map([['rd', 3n]]),
    choices: new Map<string, bigint | boolean>([['choice.1', true], ['choice.2', 9n]]),
    lookedAt: [{ path: 'data', address: 16n }],
  },
  smallest: true,
  otherCauses: ['x', 'storage'],
}; // prettier-ignore

describe('a kept answer', () => {
  it.each<[string, KeptAnswer]>([
    ['none', { kind: 'none', evidence: 'proved' }],
    ['always excused', { kind: 'none', evidence: 'always-excused' }],
    ['vacuous', { kind: 'vacuous', evidence: 'vacuous', premises: ['user(s1)'] }],
    ['found', FOUND],
    ['found, no more', { ...FOUND, smallest: undefined, otherCauses: undefined }],
  ])('that is %s is read as it was printed, on one line', (_, answer) => {
    const printed = printKept(answer);

    expect(parseKept(printed)).toStrictEqual(answer);
    expect(printed).not.toContain('\n');
  });

  it('leaves out elements that are zero', () => {
    const zero = { elements: new Map([['P', 0n]]), memory: memoryValue(0n) };
    const read = parseKept(printKept({ ...FOUND, states: [zero] }));

    expect(read).toMatchObject({ states: [{ elements: new Map() }] });
  });

  it('is none if it is anything else', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{}',
      '{"kind":"unknown"}',
      '{"kind":"none"}',
      '{"kind":"none","evidence":"hope"}',
      '{"kind":"vacuous","premises":[1]}',
      '{"kind":"found"}',
      printKept(FOUND).replace('"0x5"', '"five"'),
      printKept(FOUND).replace('"0x5"', '5'),
      printKept(FOUND).slice(0, -1),
    ])
      expect([text, parseKept(text)]).toStrictEqual([text, undefined]);
  });

  it('is never more than text that was edited', () => {
    const printed = printKept(FOUND);
    assert(
      property(nat(printed.length - 1), string({ maxLength: 3 }), (at, piece) => {
        const edited = printed.slice(0, at) + piece + printed.slice(at + 1);
        // Whatever comes out has a shape that can be replayed; nothing is thrown.
        const read = parseKept(edited);
        expect(read === undefined || read.kind === 'found').toBe(true);
      }),
    );
  });
});
