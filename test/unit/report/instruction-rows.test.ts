import { describe, expect, it } from 'vitest';
import type { InstructionResult } from '../../../src/judge/result.ts';
import { instructionRows } from '../../../src/report/instruction-rows.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';
import { ANSWERS, instructionResult, proved, structural } from './sample-check.ts';

const [template] = tinyMachine().instructions;

describe('instructionRows', () => {
  it('makes one row of the variants of an opcode that agree', () => {
    const rows = namesOf({ 'w.a': 'no', 'w.b': 'no', 'w.c': 'no', add: 'no' });

    expect(rows).toStrictEqual(['w.* (3)', 'add']);
  });

  it('tells groups of one opcode apart, by listing the small ones', () => {
    expect(namesOf({ 'w.a': 'no', 'w.b': 'yes', 'w.c': 'no', 'w.d': 'no' })).toStrictEqual([
      'w.{a,c,d}',
      'w.b',
    ]);
    const many = Object.fromEntries(
      Array.from(
        { length: 30 },
        (_, index) => [`write.register${index}`, index < 10 ? 'yes' : 'no'] as const,
      ),
    );
    expect(namesOf(many)).toStrictEqual(['write.register0, … (10 of 30)', 'write.* (20 of 30)']);
  });

  it('groups whatever the evidence is', () => {
    const results = [
      instructionResult('w.a', { ...ANSWERS['add'], sees_mode: proved }),
      instructionResult('w.b', { ...ANSWERS['add'], sees_mode: structural }),
    ];

    expect(rowsOf(results)).toStrictEqual(['w.* (2)']);
  });

  it('keeps every instruction apart when asked to', () => {
    const results = ['w.a', 'w.b'].map((id) => instructionResult(id, ANSWERS['add'] ?? {}));

    expect(rowsOf(results, false)).toStrictEqual(['w.a', 'w.b']);
  });
});

// Helpers

function namesOf(sensitive: Readonly<Record<string, 'yes' | 'no'>>): readonly string[] {
  return rowsOf(
    Object.entries(sensitive).map(([id, truth]) =>
      instructionResult(id, ANSWERS['add'] ?? {}, { sensitive: truth }),
    ),
  );
}

/** Of instructions `opcode.variant`. */
function rowsOf(results: readonly InstructionResult[], grouped = true): readonly string[] {
  if (template === undefined) throw new Error('no instruction');
  const instructions = results.map(({ id }) => ({
    ...template,
    id,
    opcode: id.replace(/\..*/u, ''),
  }));
  const rows = instructionRows(tinyMachine({ instructions }), results, { grouped });
  expect(rows.flatMap(({ members }) => members)).toHaveLength(results.length);
  return rows.map(({ name }) => name);
}
