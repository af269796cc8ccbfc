import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printTerm } from '../../../src/term/print.ts';
import * as t from '../../../src/term/term.ts';
import { anyTerm } from '../../helpers/terms.ts';

const p = t.variable('p', t.BOOL);
const q = t.variable('q', t.BOOL);
const x = t.variable('x', t.bits(16));
const y = t.variable('y', t.bits(16));
const file = t.variable('r', t.array(3, 16));
const memory = t.variable('storage', t.MEMORY);

describe('printTerm', () => {
  it.each([
    ['(x + y) == 0x00ff', t.equal(t.binary('bvadd', x, y), t.constant(16, 255n))],
    ['!p && (x <u y)', t.and(t.not(p), t.compare('bvult', x, y))],
    ['x != y', t.distinct(x, y)],
    ['p || q', t.not(t.and(t.not(p), t.not(q)))],
    ['p ? x : ~y', t.ite(p, x, t.unary('bvnot', y))],
    [
      '(x & y)[7:0] :: x[3]',
      t.concat(t.extract(t.binary('bvand', x, y), 7, 0), t.extract(x, 3, 3)),
    ],
    ['zext(x + y, 32)', t.zeroExtend(t.binary('bvadd', x, y), 32)],
    ['r{x[2:0]: y}[2]', t.select(t.store(file, t.extract(x, 2, 0), y), t.constant(3, 2n))],
    [
      'read<physical, 2>(storage, x + 1)',
      t.read('physical', memory, t.binary('bvadd', x, t.constant(16, 1n)), 2, 8),
    ],
  ])('prints %s', (text, term) => {
    expect(printTerm(term)).toBe(text);
  });

  it('keeps to the width, of whatever term', () => {
    fc.assert(
      fc.property(
        anyTerm({ withMemory: true }),
        fc.integer({ min: 1, max: 200 }),
        (term, maxWidth) => {
          expect(printTerm(term, { maxWidth }).length).toBeLessThanOrEqual(maxWidth);
        },
      ),
    );
  });

  it('leaves out what does not fit of a term that would never end', () => {
    let shared: t.Term = x;
    for (let i = 0; i < 5000; i += 1) shared = t.binary('bvadd', shared, shared);

    expect(printTerm(shared, { maxWidth: 30 })).toMatch(/^[x+() …]+$/);
  });
});
