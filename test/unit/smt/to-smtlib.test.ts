import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSmtLib } from '../../../src/smt/to-smtlib.ts';
import { substitute } from '../../../src/term/substitute.ts';
import * as t from '../../../src/term/term.ts';
import { freeVariables, size } from '../../../src/term/walk.ts';
import { anyBoolTerm } from '../../helpers/terms.ts';

const x = t.variable('x', t.bits(8));
const y = t.variable('s1.y', t.bits(8));
const p = t.variable('p', t.BOOL);
const file = t.variable('A', t.array(3, 8));
const other = t.variable('B', t.array(3, 8));

describe('toSmtLib', () => {
  it('prints declarations, shared subterms, assertions and the values asked for', () => {
    const sum = t.binary('bvadd', x, y);
    const index = t.extract(sum, 2, 0);

    const text = toSmtLib({
      name: 'pg74/sees-mode/tiny/lpsw',
      assertions: [
        t.implies(p, t.equal(sum, t.constant(8, 5n))),
        t.equal(t.select(t.store(file, t.constant(3, 1n), sum), index), x),
      ],
    });

    expect(text).toBe(`; pg74/sees-mode/tiny/lpsw
(set-logic QF_ABV)
(declare-const |p| Bool)
(declare-const |x| (_ BitVec 8))
(declare-const |s1.y| (_ BitVec 8))
(declare-const |A| (Array (_ BitVec 3) (_ BitVec 8)))
(define-fun t0 () (_ BitVec 8) (bvadd |x| |s1.y|))
(define-fun t1 () (_ BitVec 3) ((_ extract 2 0) t0))
(assert (=> |p| (= t0 #x05)))
(assert (= (select (store |A| #b001 t0) t1) |x|))
(check-sat)
(get-value (|p| |x| |s1.y| (select |A| #b001) t1 (select |A| t1)))
`);
  });

  it('needs no arrays in its logic where there are none, and no values where there is nothing', () => {
    expect(toSmtLib({ name: 'trivial', assertions: [t.TRUE] })).toBe(
      '; trivial\n(set-logic QF_BV)\n(assert true)\n(check-sat)\n',
    );
  });

  it('asks for every index that can reach an array, through stores and choices', () => {
    const [i, j, k] = ['i', 'j', 'k'].map((name) => t.variable(name, t.bits(3)));
    if (i === undefined || j === undefined || k === undefined) throw new TypeError();
    const chosen = t.ite(p, t.store(file, i, x), t.store(other, j, x));

    const text = toSmtLib({ name: 'q', assertions: [t.equal(t.select(chosen, k), x)] });

    const asked = text.split('\n').find((line) => line.startsWith('(get-value'));
    expect(asked).toContain('(select |A| |i|) (select |A| |k|) (select |B| |j|) (select |B| |k|)');
    expect(asked).not.toContain('(select |A| |j|)');
  });

  it('prints how many bits an extension adds', () => {
    const text = toSmtLib({
      name: 'q',
      assertions: [t.equal(t.zeroExtend(x, 10), t.signExtend(x, 10))],
    });

    expect(text).toContain('(assert (= ((_ zero_extend 2) |x|) ((_ sign_extend 2) |x|)))');
  });

  it('keeps its own names apart from those of variables', () => {
    const clash = t.variable('t0', t.bits(8));
    const sum = t.binary('bvadd', clash, clash);

    const text = toSmtLib({ name: 'q', assertions: [t.equal(t.binary('bvxor', sum, sum), x)] });

    expect(text).toContain('(define-fun t_0 () (_ BitVec 8) (bvadd |t0| |t0|))');
  });

  it('does not let a name end the comment', () => {
    expect(toSmtLib({ name: 'a\n(exit)', assertions: [] })).toMatch(/^; a \(exit\)\n\(set-logic/);
  });

  it.each([
    ['storage', t.fault('p', 'load', t.variable('m', t.MEMORY), x)],
    ['a name with a bar', t.variable('a|b', t.BOOL)],
    ['a name with a backslash', t.variable('a\\b', t.BOOL)],
    ['one name for two variables', t.equal(t.variable('p', t.bits(1)), t.ite(p, t.constant(1, 0n), t.constant(1, 1n)))],
  ])('refuses %s', (_, assertion) => {
    expect(() => toSmtLib({ name: 'q', assertions: [assertion] })).toThrow(TypeError);
  }); // prettier-ignore

  it('is linear in what is shared, and no line nests deep', () => {
    let shared: t.Term = x;
    for (let i = 0; i < 2000; i += 1) shared = t.binary('bvadd', shared, shared);
    let deep: t.Term = x;
    for (let i = 0; i < 20_000; i += 1) deep = t.unary('bvneg', deep);

    const text = toSmtLib({ name: 'q', assertions: [t.equal(shared, deep)] });

    expect(text.length).toBeLessThan(500_000);
    expect(text).not.toMatch(/\({40}|\){50}/);
  });

  it('depends on structure alone, not on what the process built before', () => {
    fc.assert(
      fc.property(anyBoolTerm(), (term) => {
        // The same term over other names is built anew, in another order of ids.
        const renamed = freeVariables(term)
          .toReversed()
          .map((v) => [v, t.variable(`${v.name}!`, v.sort)] as const);
        const copy = substitute(term, new Map(renamed));

        const text = toSmtLib({ name: 'q', assertions: [copy] });

        expect(text.replaceAll('!|', '|')).toBe(toSmtLib({ name: 'q', assertions: [term] }));
        expect(text.split('\n').length).toBeLessThan(10 + size(term) * 2);
      }),
    );
  });
});
