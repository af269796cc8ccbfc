/** Widths, operators, slices and joins: what expressions are worth. */

import { describe, expect, it } from 'vitest';
import { littleMachine, loadText } from '../../helpers/machines.ts';
import { INSTRUCTION, littleStep } from './elaborate-step.ts';

/** The value of an expression of eight bits, with the given registers. */
function worth(expression: string, ...r: bigint[]): bigint {
  return littleStep(`f = ${expression}`, { before: { r } }).scalar('f');
}

/** The codes of what is wrong with a body. */
function wrong(body: string, items = ''): string[] {
  const text = littleMachine(`${items}\n${INSTRUCTION} { ${body} }`);
  return loadText(text).diagnostics.map((diagnostic) => diagnostic.code);
}

describe('literals', () => {
  it('take the width of their context, negative ones in two’s complement', () => {
    expect(worth('-1')).toBe(0xffn);
    expect(worth('~0')).toBe(0xffn);
    expect(worth('r[0] + -1', 0n)).toBe(0xffn);
    expect(worth("zext(4'hF, 8)")).toBe(15n);
    expect(worth('0b1010_1010')).toBe(0xaan);
    expect(worth("8'o17")).toBe(15n);
  });

  it.each(['256', '-129', "9'd5", '1 << 8', '300 - 40'])('of eight bits are not %s', (literal) => {
    expect(wrong(`f = ${literal}`)).toHaveLength(1);
  });

  it('without width are integers, as large as a word may be', () => {
    expect(worth('(1 << 20) >> 18')).toBe(4n);
    expect(worth('(300 - 40) / 2')).toBe(130n);
    expect(worth('-7 / 2')).toBe(-3n + 256n);
    expect(wrong('f = (1 << 99999999999) >> 99999999999')).toStrictEqual(['PG105']);
    expect(wrong('f = 1 << -1')).toStrictEqual(['PG105']);
    expect(wrong('f = 5 / 0')).toStrictEqual(['PG105']);
  });

  it('give bits where a slice is taken of them', () => {
    expect(worth('1234[7:0]')).toBe(1234n % 256n);
    expect(worth('zext(6[1], 8)')).toBe(1n);
    expect(worth('-1[7:0]')).toBe(0xffn);
  });
});

describe('arithmetic', () => {
  it.each([
    ['r[0] + r[1]', 200n, 100n, 44n],
    ['r[0] - r[1]', 5n, 6n, 255n],
    ['r[0] * r[1]', 20n, 13n, 4n],
    ['r[0] / r[1]', 200n, 7n, 28n],
    ['r[0] % r[1]', 200n, 7n, 4n],
    ['r[0] / r[1]', 200n, 0n, 255n],
    ['r[0] % r[1]', 200n, 0n, 200n],
    ['signed(r[0]) / signed(r[1])', 0xf9n, 2n, 0xfdn],
    ['signed(r[0]) % signed(r[1])', 0xf9n, 2n, 0xffn],
    ['r[0] & r[1]', 0xccn, 0xaan, 0x88n],
    ['r[0] | r[1]', 0xccn, 0xaan, 0xeen],
    ['r[0] ^ r[1]', 0xccn, 0xaan, 0x66n],
    ['-r[0]', 1n, 0n, 255n],
    ['~r[0]', 0x0fn, 0n, 0xf0n],
    ['r[0] + r[1] * 2 - 1', 1n, 3n, 6n],
    ['r[0] - r[1] - 1', 9n, 3n, 5n],
    ['r[0] | r[1] & 3 ^ 1', 8n, 6n, 11n],
  ])('%s of %i and %i', (expression, a, b, result) => {
    expect(worth(expression, a, b)).toBe(result);
  });
});

describe('comparisons', () => {
  it.each([
    ['r[0] < r[1]', 0x80n, 0x7fn, false],
    ['signed(r[0]) < signed(r[1])', 0x80n, 0x7fn, true],
    ['signed(r[0]) < 0', 0x80n, 0n, true],
    ['signed(r[0]) >= -3', 0xfcn, 0n, false],
    ['signed(r[0]) >= -3', 0xfdn, 0n, true],
    ['signed(r[0]) in { -3 .. 3 }', 0xfdn, 0n, true],
    ['signed(r[0]) in { -3 .. 3 }', 0x80n, 0n, false],
    ['r[0] in { r[1], 5 .. 6 }', 9n, 9n, true],
    ['r[0] in { r[1], 5 .. 6 }', 6n, 9n, true],
    ['r[0] in { r[1], 5 .. 6 }', 7n, 9n, false],
    ['5 in { r[0], r[1] }', 1n, 5n, true],
    ['5 in { r[0] .. r[1] }', 6n, 9n, false],
    ['r[0] <= r[1]', 7n, 7n, true],
    ['r[0] > r[1]', 7n, 7n, false],
    ['(r[0] == 1) == (r[1] == 1)', 5n, 6n, true],
    ['(r[0] == 1) != (r[1] == 1)', 1n, 6n, true],
    ['r[0] == 1 => r[1] == 1', 0n, 0n, true],
    ['r[0] == 1 => r[1] == 1', 1n, 0n, false],
    ['r[0] == 1 => r[1] == 1 => false', 1n, 1n, false],
    ['!(r[0] == 1) || r[1] == 1', 1n, 1n, true],
    ['r[0] == 1 && r[1] == 1 || true', 0n, 0n, true],
    ['-signed(r[0]) < signed(r[1])', 1n, 0n, true],
  ])('%s of %i and %i', (condition, a, b, result) => {
    expect(worth(`${condition} ? 1 : 0`, a, b)).toBe(result ? 1n : 0n);
  });
});

describe('signedness', () => {
  it('belongs to a value, and ends where it is stored', () => {
    expect(worth('(r[0] == 0 ? signed(r[1]) : signed(r[2])) < 0 ? 1 : 0', 0n, 0x80n)).toBe(1n);
    expect(littleStep('let s = signed(r[0])  f = s < 0 ? 1 : 0', { before: { r: [0x80n] } }).scalar('f')).toBe(1n); // prettier-ignore
    expect(littleStep('var s = signed(r[0])  f = s < 1 ? 1 : 0', { before: { r: [0x80n] } }).scalar('f')).toBe(0n); // prettier-ignore
    expect(littleStep('let s : bits(8) = signed(r[0])  f = s < 1 ? 1 : 0', { before: { r: [0x80n] } }).scalar('f')).toBe(0n); // prettier-ignore
  });

  it('of the two sides of an operator is the same', () => {
    expect(wrong('f = signed(r[0]) < r[1] ? 1 : 0')).toStrictEqual(['PG104']);
    expect(wrong('f = signed(r[0]) + r[1]')).toStrictEqual(['PG104']);
  });

  it('of two branches may differ, for what is stored is plain', () => {
    expect(worth('r[0] == 0 ? signed(r[1]) >> 1 : r[1]', 0n, 0x80n)).toBe(0xc0n);
  });
});

describe('shifts', () => {
  it.each([
    ['r[0] << r[1]', 0x81n, 1n, 0x02n],
    ['r[0] << r[1]', 0x81n, 8n, 0n],
    ['r[0] >> r[1]', 0x81n, 255n, 0n],
    ['signed(r[0]) >> r[1]', 0x81n, 3n, 0xf0n],
    ['signed(r[0]) >> r[1]', 0x81n, 200n, 0xffn],
    ['signed(r[0]) << r[1]', 0x81n, 1n, 0x02n],
    ['r[0] >> 300', 0x81n, 0n, 0n],
    ['signed(r[0]) >> 300', 0x81n, 0n, 0xffn],
    ['r[0] << (r[1] :: r[0])', 0x01n, 1n, 0n],
    ['r[0] << (r[1] :: r[0])', 0x01n, 0n, 0x02n],
    ['signed(r[0]) >> (r[1] :: r[1])', 0x80n, 1n, 0xffn],
    ['r[0] << r[1][1:0]', 0x01n, 3n, 0x08n],
    ['1 << r[1]', 0n, 7n, 0x80n],
    ['zext(r[0][0] << 1, 8)', 1n, 0n, 0n],
  ])('%s of %i and %i', (expression, a, b, result) => {
    expect(worth(expression, a, b)).toBe(result);
  });
});

describe('slices and joins', () => {
  it('read bits, high one first', () => {
    expect(worth('zext(r[0][7:4], 8)', 0xa5n)).toBe(0xan);
    expect(worth('zext(r[0][0], 8)', 0xa5n)).toBe(1n);
    expect(worth('r[0][3:0] :: r[1][7:4]', 0xa5n, 0xc3n)).toBe(0x5cn);
    expect(worth("1'b1 :: r[0][6:0]", 0x23n)).toBe(0xa3n);
  });

  it('read a bit whose number is not known before', () => {
    expect([0n, 3n, 7n, 8n, 255n].map((i) => worth('zext(r[0][r[1]], 8)', 0x88n, i))).toStrictEqual(
      [0n, 1n, 1n, 0n, 0n],
    );
  });

  it('extend with zeros or with the sign', () => {
    expect(worth('zext(r[0][3:0], 8)', 0x0an)).toBe(0x0an);
    expect(worth('sext(r[0][3:0], 8)', 0x0an)).toBe(0xfan);
    expect(worth('sext(r[0][3:0], 8)', 0x05n)).toBe(0x05n);
    expect(worth('zext(-1, 8)')).toBe(0xffn);
    expect(worth('ones(4) :: ~ones(4)')).toBe(0xf0n);
    expect(worth('zext(bit(r[0] == 3), 8)', 3n)).toBe(1n);
    expect(worth('width(r[0]) + width(R)')).toBe(24n);
  });

  it('forget what the argument of `width` would do', () => {
    expect(littleStep('f = width(data[0x20, 2])', { before: { 'R.b': 0n } }).trap).toBeUndefined();
  });

  it('are targets too, and leave the other bits alone', () => {
    const after = littleStep('r[1][7:4] = 0x9  r[1][0] = 1  f[3:2] = r[1][5:4]', {
      before: { r: [0n, 0x66n], f: 0xffn },
    });

    expect(after.register('r', 1)).toBe(0x97n);
    expect(after.scalar('f')).toBe(0xf7n);
  });

  it('take a word apart where a join is the target', () => {
    const after = littleStep('f[3:0] :: r[0] :: r[1][7:4] = 0xABCD', {
      before: { r: [0n, 0x11n], f: 0x22n },
    });

    expect(after.scalar('f')).toBe(0x2an);
    expect(after.register('r', 0)).toBe(0xbcn);
    expect(after.register('r', 1)).toBe(0xd1n);
  });

  it('swap where a join is both sides', () => {
    const after = littleStep('r[0] :: r[1] = r[1] :: r[0]', { before: { r: [1n, 2n] } });

    expect([after.register('r', 0), after.register('r', 1)]).toStrictEqual([2n, 1n]);
  });

  it.each([
    ['r[0][3:4] = 0', 'PG111'],
    ['f = zext(r[0][8], 8)', 'PG111'],
    ['f = r[0][3:0]', 'PG102'],
    ["f = 4'd3 :: 3", 'PG104'],
    ['f = zext(r[0], 4)', 'PG102'],
    ["f = r[0] + 4'd1", 'PG102'],
    ['f = r[0] == 1', 'PG104'],
    ['if r[0] { }', 'PG104'],
    ['f = r[4]', 'PG111'],
    ['r[0] :: 5 = 1', 'PG017'],
    ['f = undefined == undefined ? 1 : 0', 'PG106'],
    ['f = undefined in { 1 } ? 1 : 0', 'PG106'],
    ['f = (f == 1) in { false .. true } ? 1 : 0', 'PG104'],
    ['let u = undefined  f = u', 'PG106'],
    ['for i in 0 .. r[0] { }', 'PG106'],
    ['for i in 0 .. 1024 { }', 'PG112'],
    ['let b : bits(f) = 0', 'PG106'],
    ['f = match f { else => 1, 2 => 3 }', 'PG302'],
    ['f = match f { 1 => 2 }', 'PG113'],
  ])('refuse `%s`', (body, code) => {
    expect(wrong(body)).toContain(code);
  });

  it('refuse loops that unroll without end in sight', () => {
    expect(wrong('for i in 0 .. 1023 { for j in 0 .. 1023 { f = 1 } }')).toContain('PG112');
    const functions = Array.from({ length: 40 }, (_, i) =>
      i === 0 ? 'function g0() { f = 1 }' : `function g${i}() { g${i - 1}() g${i - 1}() }`,
    );
    expect(wrong('g39()', functions.join('\n'))).toContain('PG112');
  });
});

describe('what is known before execution', () => {
  it('decides a branch, and only that one is looked at', () => {
    const items = 'parameter WIDE : 0 | 1 = 0';

    expect(littleStep('if WIDE == 1 { f = r[0][15:8] } else { f = 3 }', {}, items).scalar('f')).toBe(3n); // prettier-ignore
    expect(littleStep('f = WIDE == 1 ? r[0][15:8] : 4', {}, items).scalar('f')).toBe(4n);
    expect(littleStep('f = WIDE == 1 && r[0][15] == 1 ? 5 : 6', {}, items).scalar('f')).toBe(6n);
    expect(littleStep('f = match WIDE { 1 => nowhere, else => 7 }', {}, items).scalar('f')).toBe(
      7n,
    );
  });

  it('includes loop variables in slices, widths and arguments', () => {
    const body = 'for i in 0 .. 3 { f[i * 2 + 1:i * 2] = zext(r[i][0], i + 2)[1:0] }';

    expect(littleStep(body, { before: { r: [1n, 0n, 1n, 1n] } }).scalar('f')).toBe(0b01_01_00_01n);
  });

  it('includes what a function is given', () => {
    const items = 'function field(word : bits(8), at : bits(3)) -> bits(2) = word[at + 1:at]';

    expect(littleStep('f = zext(field(r[0], 4), 8)', { before: { r: [0x20n] } }, items).scalar('f')).toBe(2n); // prettier-ignore
  });
});
