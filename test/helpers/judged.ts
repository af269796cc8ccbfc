/** Answers, evidence and units for tests of judging. */

import * as fc from 'fast-check';
import type { Instruction } from '../../src/isa/machine.ts';
import { unknown, type Answer } from '../../src/question/answer.ts';
import type { Witness } from '../../src/question/witness.ts';
import { encodingOf, instruction } from './tiny-machine.ts';

export const aWitness: Witness = {
  states: [],
  operands: new Map(),
  choices: new Map(),
  outcomes: [],
  differing: [],
  observed: [],
  otherCauses: undefined,
  smallest: undefined,
};

export const FOUND: Answer = { kind: 'found', evidence: 'witness', witness: aWitness };
export const NONE: Answer = { kind: 'none', evidence: 'proved' };
export const VACUOUS: Answer = { kind: 'vacuous', evidence: 'vacuous', premises: ['user(s)'] };
export const UNKNOWN: Answer = unknown('timeout', 'rlimit 1');

export const anyAnswer: fc.Arbitrary<Answer> = fc.constantFrom(FOUND, NONE, VACUOUS, UNKNOWN);

/** An instruction of the tiny machine that does nothing. */
export function anInstruction(id: string, overrides: Partial<Instruction> = {}): Instruction {
  return instruction(id, id, encodingOf('0000 0000'), overrides);
}

export function answersOf(entries: Readonly<Record<string, Answer>>): ReadonlyMap<string, Answer> {
  return new Map(Object.entries(entries));
}
