/** Elements, records, register files, banks, and what may be left undefined. */

import { describe, expect, it } from 'vitest';
import { arrayValue } from '../../../src/term/value.ts';
import { littleMachine, loadText, machineFromText } from '../../helpers/machines.ts';
import { effect, holds, INSTRUCTION, instructionNamed, littleStep, step, trapEntry } from './elaborate-step.ts'; // prettier-ignore

function codes(text: string): string[] {
  return loadText(text).diagnostics.map((diagnostic) => diagnostic.code);
}

describe('records', () => {
  const STATUS = `control status : record bits(8) {
    ON : bits(1) at [7], MODE : enum { a, b, c = 3 } at [5:4], LOW : bits(3) at [2:0]
  } why "for tests"`;

  it('pack their fields from the top', () => {
    const after = littleStep('R = r[0] :: r[1]  f = R.l + R.b  r[2] = R[11:4]', {
      before: { r: [0x12n, 0x34n] },
    });

    expect(after.scalar('R.l')).toBe(0x12n);
    expect(after.scalar('R.b')).toBe(0x34n);
    expect(after.scalar('f')).toBe(0x46n);
    expect(after.register('r', 2)).toBe(0x23n);
  });

  it('with positions read zero where no field is, and ignore writes there', () => {
    const after = littleStep('status = 0xFF  f = status', {}, STATUS);

    expect(after.scalar('f')).toBe(0b1011_0111n);
    expect(after.scalar('status.MODE')).toBe(3n);
  });

  it('are assigned in part, by field and by slice', () => {
    const before = { 'status.ON': 1n, 'status.MODE': 1n, 'status.LOW': 5n };
    const after = littleStep('status[4:1] = 0b0010  f = status', { before }, STATUS);

    expect(after.scalar('f')).toBe(0b1000_0101n);
    expect(after.scalar('status.MODE')).toBe(0n);
    expect(littleStep('status.MODE = c', { before }, STATUS).scalar('status.MODE')).toBe(3n);
    expect(littleStep('status[7] = 0  f = status', { before }, STATUS).scalar('f')).toBe(0b0001_0101n); // prettier-ignore
  });

  it('change only the fields that lie in an assigned slice', () => {
    const machine = machineFromText(littleMachine(`${STATUS}\n${INSTRUCTION} { status[5:4] = 1 }`));

    expect([...instructionNamed(machine, 't').step.after.elements.keys()]).toStrictEqual(['status.MODE', 'P']); // prettier-ignore
  });

  it('may hold the program counter, which a slice beside it does not touch', () => {
    const text = littleMachine(`${INSTRUCTION} { psw[8] = 1  f = psw[7:0] }`)
      .replace(
        'mode M : enum { user, supervisor }\npc P : bits(8)',
        'control psw : record { M : bits(1) mode, P : bits(8) pc } why "for tests"',
      ) // prettier-ignore
      .replaceAll('M ==', 'psw.M ==')
      .replace('M = supervisor  P = 0x80', 'psw.M = supervisor  pc = 0x80')
      .replaceAll('supervisor when psw.M == supervisor', 'supervisor when psw.M == 1')
      .replace('user when psw.M == user', 'user when psw.M == 0')
      .replace('psw.M = supervisor', 'psw.M = 1');
    const machine = machineFromText(text);
    const before = { 'psw.M': 0n, 'psw.P': 0x20n };
    const after = step(machine, 't', { before });

    expect(after.scalar('psw.M')).toBe(1n);
    expect(after.scalar('psw.P')).toBe(0x22n);
    expect(after.scalar('f')).toBe(0x20n);
    expect(trapEntry(machine, before, { cause: 'call', resume: 0n }).scalar('psw.P')).toBe(0x80n);
  });

  it('as locals and parameters have fields too', () => {
    const items = `record pair { high : bits(4), low : bits(4) }
function swapped(p : pair) -> pair { var q : pair = 0  q.high = p.low  q.low = p.high  return q }`;

    expect(littleStep('f = swapped(r[0])', { before: { r: [0x5an] } }, items).scalar('f')).toBe(0xa5n); // prettier-ignore
    expect(littleStep('let p : pair = r[0]  f = zext(p.low, 8)', { before: { r: [0x5an] } }, items).scalar('f')).toBe(0xan); // prettier-ignore
  });

  it('may be nested', () => {
    const items = `record inner { x : bits(2), y : bits(2) }
control outer : record { top : inner, rest : bits(4) } why "for tests"`;
    const after = littleStep('outer = 0xB7  outer.top.y = 0  outer[5] = 1  f = outer', {}, items);

    expect(after.scalar('outer.top.x')).toBe(0b10n);
    expect(after.scalar('outer.top.y')).toBe(0b10n);
    expect(after.scalar('f')).toBe(0xa7n);
  });

  it.each([
    ['control z : record { q : bool } why "x"', 'PG104'],
    ['control z : record bits(8) { q : bits(2) } why "x"', 'PG102'],
    ['control z : record { q : bits(2) at [1:0] } why "x"', 'PG102'],
    ['control z : record bits(8) { q : bits(2) at [2:0] } why "x"', 'PG102'],
    ['control z : record bits(8) { q : bits(2) at [1:0], p : bits(1) at [1] } why "x"', 'PG103'],
    ['control z : bool why "x"', 'PG104'],
  ])('refuse `%s`', (item, code) => {
    expect(codes(littleMachine(item))).toContain(code);
  });
});

describe('enums', () => {
  it('count on from the member before', () => {
    const items = 'enum e : bits(4) { a, b, c = 7, d, q = 10 .. 12, s }';

    expect(littleStep('f = zext(d, 8)', {}, items).scalar('f')).toBe(8n);
    expect(littleStep('f = zext(s, 8)', {}, items).scalar('f')).toBe(13n);
    expect(littleStep('f = zext(q, 8)', {}, items).scalar('f')).toBe(10n);
  });

  it('may have members of several names, which mean the same everywhere', () => {
    const items = 'enum e : bits(4) { v | u | w, d | z = 5 .. 6, s | t }\ncontrol o : e why "x"';
    const family = `${items}
instruction op.{m} "op {m} {n:e}" each m in e encoding 0001 :: m :: n[8] {
  f = match m { w => 1, z => 2, t => 3 }
}`;
    const machine = machineFromText(littleMachine(family));
    const assembly = machine.instructions.map((each) => each.assembly);

    expect(littleStep('o = t  f = t == s && o == s ? 1 : 2', {}, items).scalar('f')).toBe(1n); // prettier-ignore
    expect(littleStep('f = zext(w, 8) + zext(t, 8)', {}, items).scalar('f')).toBe(7n);
    expect(machine.instructions.map(({ id }) => id)).toStrictEqual(['op.v', 'op.d', 'op.s']);
    expect(step(machine, 'op.s', {}).scalar('f')).toBe(3n);
    expect(assembly[0]?.at(-1)).toMatchObject({
      kind: 'named',
      members: [
        { name: 'v', value: 0n },
        { name: 'u', value: 0n },
        { name: 'w', value: 0n },
        { name: 'd', value: 5n },
        { name: 'z', value: 5n },
        { name: 's', value: 7n },
        { name: 't', value: 7n },
      ],
    });
    expect(machine.elements.find(({ name }) => name === 'o')?.members).toStrictEqual([
      { name: 'v', value: 0n },
      { name: 'd', value: 5n },
      { name: 's', value: 7n },
    ]);
  });

  it('take a bare member from the other side of a comparison', () => {
    const items = 'enum one { x, y }\nenum two { y, x }\ncontrol o : one why "x"\ncontrol t2 : two why "x"'; // prettier-ignore

    expect(littleStep('f = o == x ? 1 : 0', {}, items).scalar('f')).toBe(1n);
    expect(littleStep('f = x == t2 ? 1 : 0', {}, items).scalar('f')).toBe(0n);
    expect(codes(littleMachine(`${items}\n${INSTRUCTION} { f = zext(x, 8) }`))).toStrictEqual(['PG101']); // prettier-ignore
  });

  it('give an element the invariant that it holds a member, ranges included', () => {
    const machine = machineFromText(
      littleMachine('control z : enum bits(32) { a = 1, b = 0x10 .. 0xFFFFFFF0 } why "x"'),
    );
    const [invariant] = machine.invariants;
    const isKept = [0n, 1n, 2n, 0x10n, 0xfffffff0n, 0xfffffff1n].map(
      (z) => invariant !== undefined && holds(machine, invariant.condition, { z }),
    );

    expect(machine.invariants).toHaveLength(1);
    expect(isKept).toStrictEqual([false, true, false, true, true, false]);
  });
});

describe('names', () => {
  it('may be declared in any order', () => {
    const text = littleMachine(`
${INSTRUCTION} { let p : late = 0b1_0110  f = zext(K, 6) :: p.z[1:0] }
record late { q : kind, z : bits(N) }
const K : kind = two
const N = TWICE / 2
const TWICE = 6
enum kind : bits(N - 1) { one, two }`);

    expect(step(machineFromText(text), 't', {}).scalar('f')).toBe(0b000001_10n);
  });

  it('of constants may be causes, members of elements and results of functions', () => {
    const items = 'const C = call\nconst S = supervisor\nconst G = g(3)\nfunction g(n : bits(8)) -> bits(8) = n + 1'; // prettier-ignore

    expect(littleStep('if M == S { trap C }', {}, items).trap).toBe('call');
    expect(littleStep('f = G', {}, items).scalar('f')).toBe(4n);
  });

  it.each([
    ['const A = B\nconst B = A', 'PG108'],
    ['record a { x : b }\nrecord b { y : a }', 'PG108'],
    ['const A = 1\nconst A = 2', 'PG103'],
    ['enum a { x }\nenum a { y }', 'PG103'],
    ['enum a { x | x }', 'PG103'],
    ['enum a { x | y, z | y }', 'PG103'],
    ['enum a { x | y }\nfunction f (q : a) -> bits(8) = match q { }', 'PG113'],
    ['enum cause { x }', 'PG103'],
    ['function bit(a : bits(8)) -> bits(8) = a', 'PG103'],
    ['control f : bits(3) why "x"', 'PG103'],
    ['supervisor when M == user user when M == user', 'PG305'],
    ['pair a "a" { supervisor when M == user user when M == user }\npair a "b" { supervisor when M == user user when M == user }', 'PG103'], // prettier-ignore
  ])('refuse `%s`', (items, code) => {
    expect(codes(littleMachine(items))).toContain(code);
  });
});

describe('register files', () => {
  const FILE = 'general x : bits(8)[5] with x[0] = 0, x[2] = 0x22 why "for tests"';

  it('have hardwired registers that ignore what is written', () => {
    const after = littleStep(
      'x[0] = 9  x[2] = 9  x[1] = x[0] + x[2]  x[4][3:0] = x[2][3:0]',
      {
        before: { x: [1n, 1n, 1n, 1n, 0xf0n] },
      },
      FILE,
    );

    expect(after.register('x', 0)).toBe(1n); // the cell, which nothing shows
    expect(after.register('x', 1)).toBe(0x22n);
    expect(after.register('x', 4)).toBe(0xf2n);
  });

  it('show a hardwired value whatever the index is that reaches it', () => {
    const body = 'f = x[r[0][2:0]]';
    const results = [0n, 1n, 2n].map((i) =>
      littleStep(body, { before: { r: [i], x: [7n, 7n, 7n] } }, FILE).scalar('f'),
    );

    expect(results).toStrictEqual([0n, 7n, 0x22n]);
  });

  it('have no register beyond the last: it reads zero and ignores what is written', () => {
    const before = { r: [6n], x: [0n, 0n, 0n, 0n, 0n, 0n, 0x66n] };
    const after = littleStep('f = x[r[0][2:0]]  x[r[0][2:0]] = 9', { before }, FILE);

    expect(after.scalar('f')).toBe(0n);
    expect(after.register('x', 6)).toBe(0x66n);
  });
});

describe('banked registers', () => {
  const BANK = `general ssp : bits(8) why "x"
general usp : bits(8) why "x"
banked sp = M == supervisor ? ssp : usp`;

  it('read and write the selected element only', () => {
    const before = { ssp: 10n, usp: 20n };
    const above = littleStep('sp = sp + 1  sp[7] = 1', { before: { ...before, M: 1n } }, BANK);
    const below = littleStep('sp = sp + 1', { before: { ...before, M: 0n } }, BANK);

    expect([above.scalar('ssp'), above.scalar('usp')]).toStrictEqual([0x8bn, 20n]);
    expect([below.scalar('ssp'), below.scalar('usp')]).toStrictEqual([10n, 21n]);
  });

  it('follow an assignment to what selects them', () => {
    const after = littleStep('sp = 1  M = user  sp = 2  f = sp', { before: { M: 1n } }, BANK);

    expect([after.scalar('ssp'), after.scalar('usp'), after.scalar('f')]).toStrictEqual([1n, 2n, 2n]); // prettier-ignore
  });

  it('follow it in the trap entry, where it matters most', () => {
    const text = littleMachine(BANK).replace('P = 0x80', 'P = 0x80  sp = sp - 1  E[sp] = resume');
    const after = trapEntry(machineFromText(text), { M: 0n, ssp: 0x50n, usp: 0x60n }, { cause: 'call', resume: 0x33n }); // prettier-ignore

    expect([after.scalar('ssp'), after.scalar('usp')]).toStrictEqual([0x4fn, 0x60n]);
    expect(after.unit(0x4f)).toBe(0x33n);
  });

  it('are selected by the machine’s state, not by a local of the same name', () => {
    const after = littleStep("let M = 1'b0  sp = 5", { before: { M: 1n } }, BANK);

    expect(after.scalar('ssp')).toBe(5n);
  });
});

describe('undefined as an expression', () => {
  it('is one choice for each place in the text, and for each turn of a loop', () => {
    const body = 'let c : bits(8) = undefined  r[0] = c  r[1] = c  for i in 2 .. 3 { r[i] = undefined }'; // prettier-ignore
    const after = littleStep(body, { choices: [5n, 6n, 7n] });

    expect([0, 1, 2, 3].map((i) => after.register('r', i))).toStrictEqual([5n, 5n, 6n, 7n]);
  });

  it('has the type that its context has', () => {
    const after = littleStep('f = undefined ? r[0] + undefined : 0', {
      before: { r: [1n] },
      choices: [true, 4n],
    });

    expect(after.scalar('f')).toBe(5n);
  });

  it('is for instructions', () => {
    expect(codes(littleMachine('').replace('T = resume', 'T = undefined'))).toStrictEqual([
      'PG302',
    ]);
    expect(codes(littleMachine('').replace('return R.l + a', 'return undefined'))).toStrictEqual(['PG302']); // prettier-ignore
    expect(codes(littleMachine('invariant T != undefined'))).toContain('PG302');
  });
});

describe('undefined as a statement', () => {
  /** Sites in order: general elements, the successor, happens, address and value of a store, a trap. */
  const choices = [arrayValue(0xa0n), 0xa1n, 0x40n, true, 0x20n, 0x99n, false];

  it('may change what is general, the next address and storage that the map shows', () => {
    const before = { 'R.l': 2n, T: 5n };
    const after = littleStep('undefined', { before, choices });

    expect(after.trap).toBeUndefined();
    expect(after.register('r', 3)).toBe(0xa0n);
    expect(after.scalar('f')).toBe(0xa1n);
    expect(after.scalar('P')).toBe(0x40n);
    expect(after.unit(0x22)).toBe(0x99n);
    expect([after.scalar('M'), after.scalar('R.l'), after.scalar('T')]).toStrictEqual([1n, 2n, 5n]);
  });

  it('may trap, by a fault of its store or by any cause that is no memory trap', () => {
    expect(littleStep('undefined', { before: { 'R.b': 0x20n }, choices })).toMatchObject({
      trap: 'bounds',
      isMemoryTrap: true,
    });
    const trapping = [...choices.slice(0, 6), true, true, 0x55n, true];
    expect(littleStep('undefined', { choices: trapping })).toMatchObject({
      trap: 'call',
      isMemoryTrap: false,
      values: [0x55n],
      resume: 0x12n,
    });
  });

  it('changes more where it says so', () => {
    const after = littleStep('undefined widened to T, R why "for tests"', {
      choices: [1n, 2n, 3n, arrayValue(4n), 5n, 0x40n, false],
    });

    expect(['R.l', 'R.b', 'T', 'f'].map(after.scalar)).toStrictEqual([1n, 2n, 3n, 5n]);
    expect(codes(littleMachine(`${INSTRUCTION} { undefined widened to nowhere why "x" }`))).toStrictEqual(['PG101']); // prettier-ignore
  });

  it('leaves alone the unselected element of a bank and hardwired registers', () => {
    const items = `general ssp : bits(8) why "x"
general usp : bits(8) why "x"
general x : bits(8)[4] with x[0] = 0 why "x"
banked sp = M == supervisor ? ssp : usp`;
    const machine = machineFromText(littleMachine(`${items}\n${INSTRUCTION} { undefined }`));
    const given = {
      before: { M: 0n, ssp: 1n, usp: 2n, x: [3n, 4n] },
      choices: [arrayValue(9n), 9n, 8n, 7n, arrayValue(6n)],
    };
    const after = step(machine, 't', given);

    expect([after.scalar('ssp'), after.scalar('usp')]).toStrictEqual([1n, 7n]);
    expect([after.register('x', 0), after.register('x', 1)]).toStrictEqual([3n, 6n]);
  });
});

describe('reset and covering', () => {
  it('say what they assign, the program counter included', () => {
    const machine = machineFromText(
      littleMachine(`reset { M = supervisor  pc = 4  R.b = 0xFF  E[1] = 7 }
covering (a : bits(8), to : bits(8)) { R.l = to - a  R.b = a + 1 }`),
    );
    const reset = effect(machine, machine.reset, {});
    const covering = machine.covering && effect(machine, machine.covering, {}, { 'covering.address': 3n, 'covering.target': 9n }); // prettier-ignore

    expect(['M', 'P', 'R.b'].map(reset.scalar)).toStrictEqual([1n, 4n, 0xffn]);
    expect(reset.unit(1)).toBe(7n);
    expect(['R.l', 'R.b'].map((name) => covering?.scalar(name))).toStrictEqual([6n, 4n]);
  });
});

describe('two elements of one name', () => {
  it.each([
    ['general f : bits(16) why "x"', 'f = 1'],
    ['general f : bits(16)[4] why "x"', 'f[0] = 1'],
    ['general r : bits(16) why "x"', 'r[1] = zext(f, 64)'],
    ['control r : record { a : bits(8), b : bits(8) } why "x"', 'r.a = 1  r[1] = 2'],
    ['general E : bits(8) why "x"', 'E[0] = 1'],
    ['control M : bits(4) why "x"', 'M = supervisor'],
  ])('are refused, whatever is done with them: %s', (item, body) => {
    const { machine, diagnostics } = loadText(
      littleMachine(`${item}\ninstruction use "use" encoding 9[8] { ${body} }`),
    );

    expect(machine).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('PG103');
  });
});
