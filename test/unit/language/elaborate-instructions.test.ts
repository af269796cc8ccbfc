/** Encodings, families, conditions on operands, and `execute at`. */

import { describe, expect, it } from 'vitest';
import { littleMachine, loadText, machineFromText } from '../../helpers/machines.ts';
import { type Given, instructionNamed, step } from './elaborate-step.ts';

function codes(items: string): string[] {
  return loadText(littleMachine(items)).diagnostics.map((diagnostic) => diagnostic.code);
}

const given = (c: bigint): Given => ({ operands: { d: 0n, c }, before: { M: 0n } });

describe('encodings', () => {
  it('are drawn from the highest bit down', () => {
    const machine = machineFromText(
      littleMachine(`const TOP = 3'b101
instruction u "u {d}, {i:signed}" encoding TOP :: i[4:3] :: d[2] :: 0xF[4] :: i[2:1] :: 0_01 { }`),
    );
    const { encoding, constraint } = instructionNamed(machine, 'u');

    expect(encoding).toMatchObject({
      width: 16,
      mask: 0b1110_0001_1110_0111n,
      value: 0b1010_0001_1110_0001n,
    });
    expect(encoding.pieces).toStrictEqual([
      { operand: 'i', hi: 4, lo: 3, at: 11 },
      { operand: 'd', hi: 1, lo: 0, at: 9 },
      { operand: 'i', hi: 2, lo: 1, at: 3 },
    ]);
    expect(encoding.operands).toStrictEqual([
      { name: 'i', width: 5, encodedMask: 0b11110n, allowed: undefined },
      { name: 'd', width: 2, encodedMask: 0b11n, allowed: undefined },
    ]);
    expect(constraint).toBeDefined();
    expect(step(machine, 'u', { operands: { i: 2n } }).applies).toBe(true);
    expect(step(machine, 'u', { operands: { i: 3n } }).applies).toBe(false);
  });

  it.each([
    ['n != 0', [[1n, 15n]]],
    ['n == 3', [[3n, 3n]]],
    ['n < 3', [[0n, 2n]]],
    ['3 < n', [[4n, 15n]]],
    ['n <= 3, n >= 2', [[2n, 3n]]],
    [
      'n in { 1, 2, 5 .. 7, 14 .. 99 }',
      [
        [1n, 2n],
        [5n, 7n],
        [14n, 15n],
      ],
    ],
    [
      'n in { 1 .. 9 }, n != 4',
      [
        [1n, 3n],
        [5n, 9n],
      ],
    ],
  ])('with `where %s` narrow an operand', (where, ranges) => {
    const machine = machineFromText(
      littleMachine(`instruction u "u {n}" encoding 0000 :: n[4] where ${where} { }`),
    );
    const { encoding } = instructionNamed(machine, 'u');
    const within = (n: bigint): boolean =>
      ranges.some(([low = 0n, high = 0n]) => low <= n && n <= high);

    expect(encoding.operands[0]?.allowed?.map(({ low, high }) => [low, high])).toStrictEqual(
      ranges,
    );
    for (let n = 0n; n < 16n; n += 1n) {
      expect(step(machine, 'u', { operands: { n } }).applies).toBe(within(n));
    }
  });

  it.each([
    ['instruction u "u" encoding 0000_000 { }', 'PG202'],
    ['instruction u "u" encoding n :: 0[4] { }', 'PG205'],
    ['instruction u "u" encoding n[4] :: n[4] { }', 'PG203'],
    ['instruction u "u" encoding n[3:0] :: n[5:2] { }', 'PG203'],
    ['instruction u "u" encoding n[0:3] :: 0[4] { }', 'PG111'],
    ['instruction u "u" encoding 300[8] { }', 'PG105'],
    ['instruction u "u" encoding (T)[8] { }', 'PG106'],
    ['instruction u "u {m}" encoding n[8] { }', 'PG205'],
    ['instruction u "u {n:nowhere}" encoding n[8] { }', 'PG205'],
    ['instruction u "u" encoding n[8] where n + 1 == 2 { }', 'PG204'],
    ['instruction u "u" encoding n[8] where m == 2 { }', 'PG204'],
    ['instruction u "u" encoding n[8] where n == T { }', 'PG106'],
    ['instruction u "u" encoding n[8] where n > 255 { }', 'PG105'],
    ['instruction u "u" encoding n[8] where n < 3, n > 5 { }', 'PG105'],
    ['instruction u "u" encoding 0[8] { }\ninstruction v "v" encoding n[8] { }', 'PG201'],
    ['instruction u "u" encoding 0[8] { }\ninstruction u "u" encoding 1[8] { }', 'PG103'],
    ['instruction u.{o} "u" each o in nowhere encoding 0[8] { }', 'PG206'],
    [
      'enum k : bits(4) { a, b }\ninstruction u.{o} "u" each o in k encoding 0[3] :: o[5] { }',
      'PG102',
    ],
    [
      'enum k : bits(4) { a, b }\ninstruction u.{o} "u" each o in k encoding 0[2] :: o[5:0] { }',
      'PG111',
    ],
    ['instruction u "u" encoding n[8] { return }', 'PG113'],
    ['instruction u "u" encoding n[8] { n = 3 }', 'PG109'],
  ])('refuse `%s`', (item, code) => {
    expect(codes(item)).toContain(code);
  });
});

describe('families', () => {
  const FAMILY = `
enum csr : bits(4) { status = 1, counter = 4 .. 6, secret = 9 }
instruction get.{c} "get {c}, {d}" each c in csr encoding 00 :: d[2] :: c {
  if c == secret && M == user { trap privileged }
  r[d] = match c { status => 1, counter => zext(c, 8), secret => 3 }
}`;

  it('have one instruction for each member', () => {
    const machine = machineFromText(littleMachine(FAMILY));

    expect(machine.instructions.map(({ id, opcode }) => [id, opcode])).toStrictEqual([
      ['get.status', 'get'],
      ['get.counter', 'get'],
      ['get.secret', 'get'],
    ]);
    expect(instructionNamed(machine, 'get.status').encoding).toMatchObject({
      mask: 0xcfn,
      value: 1n,
    });
    expect(instructionNamed(machine, 'get.status').assembly[1]).toStrictEqual({
      kind: 'text',
      text: 'status',
    });
    expect(step(machine, 'get.status', { operands: { d: 2n } }).register('r', 2)).toBe(1n);
    expect(step(machine, 'get.secret', { before: { M: 0n } }).trap).toBe('privileged');
  });

  it('have an operand within the range where a member is one', () => {
    const machine = machineFromText(littleMachine(FAMILY));

    expect(step(machine, 'get.counter', given(5n)).register('r', 0)).toBe(5n);
    expect(step(machine, 'get.counter', given(5n)).trap).toBeUndefined();
    expect([3n, 4n, 6n, 7n].map((c) => step(machine, 'get.counter', given(c)).applies)).toStrictEqual([false, true, true, false]); // prettier-ignore
  });

  it('take a piece of the member’s value', () => {
    const machine = machineFromText(
      littleMachine(`enum k : bits(6) { a = 0b10_0110, b = 0b01_1001 }
instruction u.{o} "u {o}" each o in k encoding o[2:0] :: 00 :: o[5:3] { f = zext(o, 8) }`),
    );

    expect(instructionNamed(machine, 'u.a').encoding.value).toBe(0b110_00_100n);
    expect(step(machine, 'u.b', {}).scalar('f')).toBe(0b01_1001n);
  });

  it('multiply where there are two variables', () => {
    const machine = machineFromText(
      littleMachine(`enum k : bits(1) { a, b }
enum l : bits(2) { x, y, z = 2 .. 3 }
instruction {o}_{p} "{o}_{p}" each o in k, p in l encoding 0[5] :: o :: p {
  f = o == a ? (p == x ? 1 : 2) : (p == z ? 3 : 4)
}`),
    );

    expect(machine.instructions.map(({ id }) => id)).toStrictEqual([
      'a_x',
      'a_y',
      'a_z',
      'b_x',
      'b_y',
      'b_z',
    ]);
    expect(
      machine.instructions.map(({ id }) => step(machine, id, { operands: { p: 3n } }).scalar('f')),
    ).toStrictEqual([1n, 2n, 2n, 4n, 4n, 3n]);
  });

  it('compare two operands of one range by their values', () => {
    const machine = machineFromText(
      littleMachine(`enum k : bits(4) { low = 0 .. 7, high = 8 .. 15 }
instruction u.{o}.{p} "u.{o}.{p} {o}, {p}" each o in k, p in k encoding o :: p { f = o == p ? 1 : 0 }`),
    );
    const same = (o: bigint, p: bigint) => step(machine, 'u.low.low', { operands: { o, p } }).scalar('f'); // prettier-ignore

    expect(same(3n, 3n)).toBe(1n);
    expect(same(3n, 4n)).toBe(0n);
    expect(step(machine, 'u.low.high', {}).scalar('f')).toBe(0n);
  });

  it('tell a misspelt member from `else`', () => {
    expect(
      codes(`enum k : bits(8) { add, sub }
instruction {o} "{o}" each o in k encoding o { f = match o { add => 1, subb => 2, else => 3 } }`),
    ).toContain('PG101');
  });
});

describe('execute at', () => {
  const EXECUTE = `
instruction put "put {d}, {n}" encoding 01 :: d[2] :: n[4] where n != 15 { r[d] = zext(n, 8)  T = next }
instruction both "both {m}" encoding m[8] :: 1000_0000 { f = m  P = m }
instruction ex "ex {a}" encoding 1100 :: a[4] { f = 1  execute at zext(a, 8) + r[0] }
instruction far "far" encoding 1101_0000 { if M == user { execute at 0 } }
`;
  const machine = machineFromText(littleMachine(EXECUTE));
  /** `put 2, 7`, then a word that is nothing, `put` with 15, `ex 0`, `far`, and `both 0x99`. */
  const E = [0x67n, 0x00n, 0x6fn, 0xc0n, 0xd0n, 0x80n, 0x99n];
  const at = (address: bigint, id: string) => step(machine, id, { before: { E }, operands: { a: address } }); // prettier-ignore

  it('makes a variant for every subject, for a nested one, and for what is no instruction', () => {
    const ids = machine.instructions.map(({ id }) => id);

    expect(ids).toStrictEqual([
      'put', 'both',
      'ex.put', 'ex.both', 'ex.nested', 'ex.undecoded',
      'far.put', 'far.both', 'far.nested', 'far.undecoded',
    ]); // prettier-ignore
  });

  it('applies to exactly one of them, by the word that is fetched', () => {
    const variants = ['ex.put', 'ex.both', 'ex.nested', 'ex.undecoded'];
    const applying = [0n, 1n, 2n, 3n, 4n, 5n].map((address) =>
      variants.filter((id) => at(address, id).applies),
    );

    expect(applying).toStrictEqual([
      ['ex.put'], ['ex.undecoded'], ['ex.undecoded'], ['ex.nested'], ['ex.nested'], ['ex.both'],
    ]); // prettier-ignore
  });

  it('runs the subject with its own operands, in the place of the instruction', () => {
    const after = at(0n, 'ex.put');

    expect(after.register('r', 2)).toBe(7n);
    expect(after.scalar('f')).toBe(1n);
    expect(after.scalar('T')).toBe(0x11n);
    expect(after.scalar('P')).toBe(0x11n);
    expect(at(5n, 'ex.both').scalar('f')).toBe(0x99n);
    expect(at(5n, 'ex.both').scalar('P')).toBe(0x99n);
  });

  it('of what is no instruction does what `undecoded` says', () => {
    expect(at(1n, 'ex.undecoded').trap).toBe('privileged');
  });

  it('of another `execute at` is undefined', () => {
    expect(instructionNamed(machine, 'ex.nested').choices.length).toBeGreaterThan(0);
    expect(instructionNamed(machine, 'ex.put').choices).toHaveLength(0);
  });

  it('traps where the subject cannot be fetched', () => {
    const trapped = step(machine, 'ex.put', { before: { E, 'R.b': 2n }, operands: { a: 5n } });

    expect(trapped).toMatchObject({ trap: 'bounds', values: [5n], resume: 0x10n });
    expect(instructionNamed(machine, 'ex.undecoded').accesses).toHaveLength(2);
  });

  it('fetches unit by unit through the map, and no more than it needs', () => {
    const before = { E, 'R.b': 6n };
    const second = step(machine, 'ex.both', { before, operands: { a: 5n } });
    const alone = step(machine, 'ex.undecoded', { before: { E, 'R.b': 2n }, operands: { a: 1n } });

    // `both` is complete with its second unit, which lies behind the window.
    expect(second).toMatchObject({ trap: 'bounds', values: [6n] });
    // No encoding begins like the word at 1, so the unit behind it is left alone.
    expect(alone).toMatchObject({ trap: 'privileged', applies: true });
  });

  it('joins the units in the order of storage', () => {
    const big = machineFromText(
      littleMachine(EXECUTE.replace('m[8] :: 1000_0000', '1000_0000 :: m[8]')).replace(
        'storage E : bits(8) at bits(8)',
        'storage E : bits(8) at bits(8) big endian',
      ),
    );
    const after = step(big, 'ex.both', { before: { E }, operands: { a: 5n } });

    expect(after.applies).toBe(true);
    expect(after.scalar('f')).toBe(0x99n);
  });

  it('under a condition fetches only where that holds', () => {
    const before = { E, M: 1n, 'R.b': 0n };

    expect(step(machine, 'far.put', { before }).trap).toBeUndefined();
    expect(step(machine, 'far.put', { before }).applies).toBe(true);
    expect(step(machine, 'far.put', { before: { ...before, M: 0n } }).trap).toBe('bounds');
  });

  it('gives `undecoded` no operand of the instruction that executes', () => {
    const text = littleMachine('instruction ex "ex {T}" encoding T[8] { execute at T }').replace(
      'undecoded { trap privileged }',
      'undecoded { trap call(T) }',
    );
    const other = machineFromText(text);

    expect(step(other, 'ex.undecoded', { before: { T: 0x77n }, operands: { T: 1n } }).values).toStrictEqual([0x77n]); // prettier-ignore
  });

  it('belongs in the body of an instruction', () => {
    expect(codes('function g() { execute at 0 }')).toContain('PG302');
    expect(codes('reset { execute at 0 }')).toContain('PG302');
  });
});
