import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResponse } from '../../../src/smt/parse-response.ts';
import { toSmtLib } from '../../../src/smt/to-smtlib.ts';
import * as t from '../../../src/term/term.ts';

const x = t.variable('x', t.bits(8));
const p = t.variable('a name', t.BOOL);
const file = t.variable('A', t.array(3, 8));
const index = t.extract(x, 2, 0);
const QUERY = toSmtLib({
  name: 'q',
  assertions: [p, t.equal(t.select(t.store(file, t.constant(3, 2n), x), index), x)],
});
const ANSWER = `sat
((|a name| true)
 (x #x1a)
 ((select A #b010) #b00000111)
 (t0 #b001)
 ((select A t0) #x09))
`;

describe('parseResponse', () => {
  it('reads values of variables and entries of arrays', () => {
    expect(parseResponse(QUERY, ANSWER)).toStrictEqual({
      kind: 'sat',
      values: {
        variables: new Map<string, bigint | boolean>([
          ['a name', true],
          ['x', 0x1an],
        ]),
        arrays: new Map([['A', new Map([[2n, 7n], [1n, 9n]])]]), // prettier-ignore
      },
    });
  });

  it.each([
    ['unsat', 'unsat\n'],
    ['unsat of z3 run on a file', 'unsat\n(error "line 12 column 10: model is not available")\n'],
    ['unsat of cvc5 run on a file',
      'unsat\n(error "Cannot get value unless after a SAT or UNKNOWN response.")\n'],
  ])('accepts %s', (_, output) => {
    expect(parseResponse(QUERY, output)).toStrictEqual({ kind: 'unsat' });
  }); // prettier-ignore

  it.each([
    ['the reason of unknown', 'unknown\n(:reason-unknown "max. resource limit exceeded")\n',
      'max. resource limit exceeded'],
    ['that there was none', 'unknown\n', 'the solver gave up'],
    ['that nothing was said', '\n', 'no output'],
  ])('reports %s', (_, output, reason) => {
    expect(parseResponse(QUERY, output)).toStrictEqual({ kind: 'unknown', reason });
  }); // prettier-ignore

  it.each([
    ['an error before the verdict', '(error "line 3: unknown constant x")\nunsat\n'],
    ['another error after unsat', 'unsat\n(error "out of memory")\n'],
    ['two errors after unsat', 'unsat\n(error "no model")\n(error "no model")\n'],
    ['two verdicts', 'unsat\nsat\n'],
    ['a verdict in a sentence', 'the answer is unsat\n'],
    ['a verdict in quotes', '"unsat"\n'],
    ['sat without values', 'sat\n'],
    ['sat with an error', 'sat\n(error "no model")\n'],
    ['a value missing', ANSWER.replace(' (x #x1a)\n', '')],
    ['a value too many', ANSWER.replace('#x09))', '#x09) (y #x00))')],
    ['a value of another width', ANSWER.replace('#x1a', '#x01a')],
    ['a value of another kind', ANSWER.replace('#x1a', 'true')],
    ['bits where truth belongs', ANSWER.replace('true', '#b1')],
    ['another variable', ANSWER.replace('(x #x1a)', '(y #x1a)')],
    ['variables in another order', ANSWER.replace('(|a name| true)', '').replace('#x1a)', '#x1a) (|a name| true)')],
    ['one index with two values', ANSWER.replace('#b001', '#b010')],
    ['text after the values', `${ANSWER}segmentation fault\n`],
    ['an open parenthesis', ANSWER.slice(0, -3)],
    ['a parenthesis too many', `${ANSWER})`],
    ['an open string', 'unsat "'],
    ['nonsense', '\u0000\u0001|||((("'],
  ])('takes %s for unknown', (_, output) => {
    expect(parseResponse(QUERY, output).kind).toBe('unknown');
  }); // prettier-ignore

  it('takes any text that is no answer for unknown, however deep it nests', () => {
    expect(parseResponse(QUERY, '('.repeat(200_000)).kind).toBe('unknown');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('(', ')', '|', '"', ' ', 's', 'a', 't', '#', 'x', '1') }),
        (output) => {
          expect(parseResponse(QUERY, output).kind).toBe('unknown');
        },
      ),
    );
  });

  it('does not survive the loss of any part of an answer', () => {
    const visible = ANSWER.trimEnd();
    fc.assert(
      fc.property(fc.nat(visible.length - 1), (length) => {
        expect(parseResponse(QUERY, visible.slice(0, length)).kind).toBe('unknown');
      }),
    );
  });

  it('gives an array variable without entries an empty list', () => {
    const query = QUERY.replace(/\(get-value.*/, '(get-value (|x|))');

    const response = parseResponse(query, 'sat ((x #x00))');

    expect(response).toMatchObject({ values: { arrays: new Map([['A', new Map()]]) } });
  });
});
