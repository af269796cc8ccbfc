import { describe, expect, it } from 'vitest';
import { misfits } from '../../../src/question/fit.ts';
import { shippedSpec } from '../../helpers/specs.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

describe('misfits', () => {
  const machine = tinyMachine();
  const unmarked = {
    ...machine,
    elements: machine.elements.map((element) => ({ ...element, marks: [] })),
  };

  it('finds that a spec shifts what the machine does not mark', () => {
    expect(misfits(shippedSpec('pg74-letter'), unmarked).map(({ code }) => code)).toStrictEqual([
      'PG405',
    ]);
  });

  it('finds nothing where it is marked, or not asked for', () => {
    expect(misfits(shippedSpec('pg74-letter'), machine)).toStrictEqual([]);
    expect(misfits(shippedSpec('pg74'), unmarked)).toStrictEqual([]);
  });
});
