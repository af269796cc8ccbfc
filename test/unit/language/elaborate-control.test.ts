/** Order, branches, loops, returns and traps: what a body does, step by step. */

import { describe, expect, it } from 'vitest';
import { littleMachine, machineFromText } from '../../helpers/machines.ts';
import { INSTRUCTION, littleStep, step, trapEntry, stepAtPc } from './elaborate-step.ts';

describe('assignments', () => {
  it('take effect in order, and reads see earlier ones', () => {
    const after = littleStep('f = 3  r[0] = f + 1  f = r[0] * 2  r[1] = f', {
      before: { f: 100n, r: [9n, 9n, 9n, 9n] },
    });

    expect(after.scalar('f')).toBe(8n);
    expect([0, 1, 2, 3].map((i) => after.register('r', i))).toStrictEqual([4n, 8n, 9n, 9n]);
  });

  it('swap only with a `let` between them', () => {
    const before = { r: [1n, 2n] };
    const without = littleStep('r[0] = r[1]  r[1] = r[0]', { before });
    const withLet = littleStep('let old = r[0]  r[0] = r[1]  r[1] = old', { before });

    expect([without.register('r', 0), without.register('r', 1)]).toStrictEqual([2n, 2n]);
    expect([withLet.register('r', 0), withLet.register('r', 1)]).toStrictEqual([2n, 1n]);
  });

  it('evaluate the right side before the target', () => {
    const after = littleStep('r[r[0][1:0]] = r[0] + 1', { before: { r: [2n, 0n, 7n, 0n] } });

    expect(after.register('r', 2)).toBe(3n);
  });

  it('to a `var` are seen behind the branch that made them', () => {
    const body = 'var n : bits(8) = 1  if f == 0 { n = 5 } else { n = n + 1 }  r[0] = n';

    expect(littleStep(body, { before: { f: 0n } }).register('r', 0)).toBe(5n);
    expect(littleStep(body, { before: { f: 1n } }).register('r', 0)).toBe(2n);
  });

  it('in an inner block leave an outer `var` of the same name alone', () => {
    const body = 'var n : bits(8) = 1  if f == 0 { var n : bits(8) = 5  n = n + 1 }  r[0] = n';

    expect(littleStep(body, { before: { f: 0n } }).register('r', 0)).toBe(1n);
  });
});

describe('the program counter', () => {
  it('reads this address under both its names, whatever was assigned', () => {
    const after = littleStep('P = 0x40  r[0] = P  r[1] = pc  r[2] = next', {
      before: { P: 0x10n },
    });

    expect(after.scalar('P')).toBe(0x40n);
    expect([0, 1, 2].map((i) => after.register('r', i))).toStrictEqual([0x10n, 0x10n, 0x12n]);
  });

  it('goes to the following address unless assigned', () => {
    expect(littleStep('', { before: { P: 0xffn } }).scalar('P')).toBe(1n);
    expect(littleStep('if f == 0 { pc = 7 }', { before: { f: 0n } }).scalar('P')).toBe(7n);
    expect(littleStep('if f == 0 { pc = 7 }', { before: { f: 1n } }).scalar('P')).toBe(0x12n);
  });

  it('takes the rest of a partial assignment from this address', () => {
    expect(littleStep('P[3:0] = 0xF', { before: { P: 0x5en } }).scalar('P')).toBe(0x5fn);
  });
});

describe('branches', () => {
  const nested = `
    if r[0] == 0 { f = 1 }
    else if r[0] == 1 { if r[1] == 0 { f = 2 } else { f = 3 } }
    else { f = 4 }`;

  it.each([
    [0n, 0n, 1n],
    [0n, 9n, 1n],
    [1n, 0n, 2n],
    [1n, 9n, 3n],
    [2n, 0n, 4n],
  ])('with r = %i, %i choose %i', (first, second, chosen) => {
    expect(littleStep(nested, { before: { r: [first, second] } }).scalar('f')).toBe(chosen);
  });

  it('of a `match` take the first arm that fits', () => {
    const body = 'f = match r[0] { 1, 2 => 10, 2, 3 => 20, else => 30 }';
    const results = [0n, 1n, 2n, 3n, 4n].map((word) =>
      littleStep(body, { before: { r: [word] } }).scalar('f'),
    );

    expect(results).toStrictEqual([30n, 10n, 10n, 20n, 30n]);
  });

  it('of a `match` as a statement are merged', () => {
    const body = 'match r[0] { 0 => { f = 1 } 1 => { f = 2  r[1] = 7 } else => { trap call } }';

    expect(littleStep(body, { before: { r: [0n, 3n] } }).register('r', 1)).toBe(3n);
    expect(littleStep(body, { before: { r: [1n, 3n] } }).register('r', 1)).toBe(7n);
    expect(littleStep(body, { before: { r: [2n, 3n] } }).trap).toBe('call');
  });

  it('of a `match` on an enum need no `else` where every member has an arm', () => {
    const body = 'f = match M { supervisor => 1, user => 2 }';

    expect(littleStep(body, { before: { M: 1n } }).scalar('f')).toBe(1n);
    expect(littleStep(body, { before: { M: 0n } }).scalar('f')).toBe(2n);
  });

  it('of a `match` may be ranges of an enum', () => {
    const items = 'enum kind : bits(4) { low = 0 .. 3, middle = 4, high = 5 .. 15 }';
    const body = 'f = kind_of(k)  r[0] = r[0][3:0] in { 4 .. 7, 12 } ? 1 : 0';
    const kindOf = 'function kind_of(n : kind) -> bits(8) = match n { low => 1, middle => 2, high => 3 }'; // prettier-ignore
    const results = [0n, 3n, 4n, 5n, 15n].map((k) =>
      littleStep(body, { operands: { k } }, `${items}\n${kindOf}`).scalar('f'),
    );
    const within = [3n, 4n, 7n, 8n, 12n, 13n].map((word) =>
      littleStep(body, { before: { r: [word] } }, `${items}\n${kindOf}`).register('r', 0),
    );

    expect(results).toStrictEqual([1n, 1n, 2n, 3n, 3n]);
    expect(within).toStrictEqual([0n, 1n, 1n, 0n, 1n, 0n]);
  });
});

describe('functions', () => {
  it('return from the middle of nested branches', () => {
    const items = `
function g(a : bits(8), b : bits(8)) -> bits(8) {
  if a == 0 { return 1 }
  if a == 1 {
    if b == 0 { return 2 }
    f = f + 1
  } else {
    if b == 0 { f = f + 2 } else { return 3 }
  }
  return f
}`;
    const body = 'r[3] = g(r[0], r[1])';
    const result = (a: bigint, b: bigint) => {
      const after = littleStep(body, { before: { r: [a, b], f: 10n } }, items);
      return [after.register('r', 3), after.scalar('f')];
    };

    expect(result(0n, 0n)).toStrictEqual([1n, 10n]);
    expect(result(1n, 0n)).toStrictEqual([2n, 10n]);
    expect(result(1n, 5n)).toStrictEqual([11n, 11n]);
    expect(result(2n, 0n)).toStrictEqual([12n, 12n]);
    expect(result(2n, 5n)).toStrictEqual([3n, 10n]);
  });

  it('return early from a loop, and do nothing afterwards', () => {
    const items = `
function first_zero() -> bits(8) {
  for i in 0 .. 3 {
    f = f + 1
    if r[i] == 0 { return zext(i[2:0], 8) }
  }
  return 9
}`;
    const result = (...r: bigint[]) => {
      const after = littleStep('r[0] = first_zero()', { before: { r } }, items);
      return [after.register('r', 0), after.scalar('f')];
    };

    expect(result(0n, 0n, 1n, 1n)).toStrictEqual([0n, 1n]);
    expect(result(1n, 1n, 0n, 0n)).toStrictEqual([2n, 3n]);
    expect(result(1n, 1n, 1n, 1n)).toStrictEqual([9n, 4n]);
  });

  it('without a result may return early too', () => {
    const items = 'function g() { if f == 0 { return }  f = 9 }';

    expect(littleStep('g()  r[0] = 1', { before: { f: 0n } }, items).scalar('f')).toBe(0n);
    expect(littleStep('g()  r[0] = 1', { before: { f: 1n } }, items).scalar('f')).toBe(9n);
    expect(littleStep('g()  r[0] = 1', { before: { f: 0n } }, items).register('r', 0)).toBe(1n);
  });

  it('see their parameters and the machine, not the locals of the caller', () => {
    const items = 'function g(n : bits(8)) -> bits(8) = n + f';
    const after = littleStep("let f = 8'd50  r[0] = g(1)", { before: { f: 2n } }, items);

    expect(after.register('r', 0)).toBe(3n);
  });

  it('evaluate their arguments once, where they are called', () => {
    const items = 'function twice(n : bits(8)) -> bits(8) { f = 0  return n + n }';
    const after = littleStep('r[0] = twice(f)', { before: { f: 4n } }, items);

    expect(after.register('r', 0)).toBe(8n);
  });

  it('called again see what was assigned in between', () => {
    const items = 'function g(n : bits(8)) -> bits(8) = n + f';

    const body = 'let a = g(1)  let b = g(1)  f = 10  let c = g(1)  if a == b { f = c }';
    expect(littleStep(body, { before: { f: 1n } }, items).scalar('f')).toBe(11n);
  });

  it('called again choose, assign and trap again', () => {
    const choosing = 'function g() -> bits(8) { return undefined }';
    const twice = 'let a = g()  let b = g()  f = a - b';
    expect(littleStep(twice, { choices: [9n, 4n] }, choosing).scalar('f')).toBe(5n);

    const counting = 'function g() -> bits(8) { f = f + 1  return 0 }';
    expect(littleStep('let a = g()  let b = g()', {}, counting).scalar('f')).toBe(2n);

    const trapping = 'function g(n : bits(8)) -> bits(8) { if f == n { trap call }  return 0 }';
    const guarded = 'if R.l == 1 { let a = g(3) } else { let b = g(3) }';
    expect(littleStep(guarded, { before: { f: 3n, 'R.l': 1n } }, trapping).trap).toBe('call');
    expect(littleStep(guarded, { before: { f: 3n, 'R.l': 0n } }, trapping).trap).toBe('call');
  });

  it('know the instruction that calls them', () => {
    const items = `function here() -> bits(8) = next
instruction long "long" encoding 0x1FF[24] { f = here() }`;
    const machine = machineFromText(littleMachine(`${items}\n${INSTRUCTION} { f = here() }`));
    expect(step(machine, 'long').scalar('f')).toBe(0x13n);
    expect(step(machine, 't').scalar('f')).toBe(0x12n);
  });

  it('that trap on every way need no result', () => {
    const items = 'function g() -> bits(8) { trap call }';

    expect(littleStep('r[0] = g()', {}, items).trap).toBe('call');
  });
});

describe('loops', () => {
  it('count up and down, both ends included', () => {
    expect(littleStep('for i in 0 .. 3 { r[i] = f  f = f + 1 }').register('r', 3)).toBe(3n);
    expect(littleStep('for i in 3 .. 0 { r[i] = f  f = f + 1 }').register('r', 3)).toBe(0n);
    expect(littleStep('for i in 2 .. 2 { f = f + 1 }').scalar('f')).toBe(1n);
  });

  it('stop at a trap', () => {
    const body = 'for i in 0 .. 3 { if r[i] == 0 { trap call(i) } }  f = 1';
    const trapped = littleStep(body, { before: { r: [1n, 1n, 0n, 0n] } });

    expect(trapped.trap).toBe('call');
    expect(trapped.values).toStrictEqual([2n]);
    expect(littleStep(body, { before: { r: [1n, 1n, 1n, 1n] } }).trap).toBeUndefined();
  });
});

describe('traps', () => {
  it('discard what the instruction did, and the first one wins', () => {
    const body = `
      f = 9  P = 0x55
      if r[0] == 1 { trap privileged(11) }
      if r[0] != 0 { trap call(12) }
      r[1] = 7`;
    const machine = machineFromText(littleMachine(`${INSTRUCTION} { ${body} }`));
    const trapped = step(machine, 't', { before: { r: [1n] } });
    const later = step(machine, 't', { before: { r: [2n] } });

    expect(trapped.trap).toBe('privileged');
    expect(trapped.values).toStrictEqual([11n]);
    expect(trapped.resume).toBe(0x10n);
    expect([trapped.scalar('f'), trapped.scalar('P')]).toStrictEqual([0n, 0x10n]);
    expect(later.trap).toBe('call');
    expect(later.values).toStrictEqual([12n]);
    expect(step(machine, 't', { before: { r: [0n] } }).trap).toBeUndefined();
  });

  it('give zero for values they do not name', () => {
    expect(littleStep('trap privileged').values).toStrictEqual([0n]);
  });

  it('resume at the instruction, or at the next one where either says so', () => {
    expect(littleStep('trap privileged').resume).toBe(0x10n);
    expect(littleStep('trap privileged resumes next').resume).toBe(0x12n);
    expect(littleStep('trap call').resume).toBe(0x12n);
    expect(littleStep('P = 0x60  trap call').resume).toBe(0x12n);
  });

  it('keep the named elements as they are at that moment', () => {
    const body =
      'f = 9  R.b = 5  T = 7  if r[0] == 0 { trap call keeping f, R }  f = 10  trap privileged';
    const kept = littleStep(body, { before: { r: [0n], f: 1n, 'R.l': 3n, T: 6n } });
    const other = littleStep(body, { before: { r: [1n], f: 1n, 'R.l': 3n, T: 6n } });

    expect(['f', 'R.l', 'R.b', 'T'].map(kept.scalar)).toStrictEqual([9n, 3n, 5n, 6n]);
    expect(other.trap).toBe('privileged');
    expect(['f', 'R.l', 'R.b', 'T'].map(other.scalar)).toStrictEqual([1n, 3n, 0xffn, 6n]);
  });

  it('have a cause that may be chosen by a condition or a match', () => {
    const byMode = 'trap (M == user ? privileged : call)';
    const byMatch = 'trap match r[0] { 0 => privileged, else => call }(f)';

    expect(littleStep(byMode, { before: { M: 0n } }).resume).toBe(0x10n);
    expect(littleStep(byMode, { before: { M: 1n } }).resume).toBe(0x12n);
    expect(littleStep(byMatch, { before: { r: [0n], f: 5n } }).trap).toBe('privileged');
    expect(littleStep(byMatch, { before: { r: [1n], f: 5n } }).values).toStrictEqual([5n]);
  });

  it('are of the memory only where the first one is', () => {
    const body = 'if f == 1 { trap call }  r[0] = data[0x20]';

    const unmapped = { 'R.b': 0x10n };
    expect(littleStep(body, { before: { ...unmapped, f: 0n } })).toMatchObject({
      trap: 'bounds',
      isMemoryTrap: true,
    });
    expect(littleStep(body, { before: { ...unmapped, f: 1n } })).toMatchObject({
      trap: 'call',
      isMemoryTrap: false,
    });
  });
});

describe('the trap entry', () => {
  it('sees cause, values, resume, pc and next, and the new state as it makes it', () => {
    const entry = `
trap entry (cause, value : bits(8)) {
  E[0] = resume  E[1] = zext(cause, 8)  E[2] = value  E[3] = pc  E[4] = next
  M = supervisor
  P = E[5]
  E[6] = P
}`;
    const text = littleMachine(`${INSTRUCTION} { }`).replace(/trap entry .*\n/u, `${entry}\n`);
    const after = trapEntry(
      machineFromText(text),
      { M: 0n, P: 0x20n, E: [0n, 0n, 0n, 0n, 0n, 0x77n] },
      { cause: 'privileged', resume: 0x33n, value: 0x44n },
    );

    expect([0, 1, 2, 3, 4, 6].map(after.unit)).toStrictEqual([
      0x33n,
      1n,
      0x44n,
      0x20n,
      0x21n,
      0x77n,
    ]);
    expect(after.scalar('P')).toBe(0x77n);
    expect(after.scalar('M')).toBe(1n);
  });

  it('may assign the program counter by its general name', () => {
    const text = littleMachine(`${INSTRUCTION} { }`).replace('P = 0x80', 'pc = 0x90');

    expect(trapEntry(machineFromText(text), {}, { cause: 'call', resume: 0n }).scalar('P')).toBe(
      0x90n,
    );
  });

  it('has values of the types it declares', () => {
    const text = littleMachine(`${INSTRUCTION} { trap call(R.l[3:0] :: R.b[3:0]) }`)
      .replace('value : bits(8)', 'value : record { high : bits(4), low : bits(4) }')
      .replace('T = resume', 'T = value.low :: value.high')
      .replace('trap bounds(a)', 'trap bounds');
    const after = trapEntry(machineFromText(text), {}, { cause: 'call', resume: 0n, value: 0x5an });

    expect(after.scalar('T')).toBe(0xa5n);
  });
});

describe('a word that is no instruction', () => {
  it('does what `undecoded` says, as an instruction of its length', () => {
    const machine = machineFromText(littleMachine(`${INSTRUCTION} { }`));

    expect(stepAtPc(machine, { P: 0x30n, E: Array<bigint>(0xff).fill(0x11n) })).toMatchObject({
      trap: 'privileged',
      resume: 0x30n,
    });
  });
});

describe('on completion', () => {
  it('runs after the instruction and sees what it did', () => {
    const items = 'on completion { T = T + f }';

    expect(littleStep('f = 5', { before: { T: 1n } }, items).scalar('T')).toBe(6n);
  });

  it('knows this address and may choose the next one', () => {
    const items = 'control delayed : bits(8) why "for tests"\non completion { pc = delayed  delayed = next  T = pc }'; // prettier-ignore
    const after = littleStep('P = 0x70', { before: { P: 0x10n, delayed: 0x44n } }, items);

    expect(after.scalar('P')).toBe(0x44n);
    expect(after.scalar('delayed')).toBe(0x12n);
    expect(after.scalar('T')).toBe(0x10n);
    // Of an instruction that says nothing of the next address, it is the following one.
    const counted = 'control after : bits(8) why "for tests"\non completion { after = next }';
    expect(littleStep('f = 1', { before: { P: 0x10n } }, counted).scalar('after')).toBe(0x12n);
  });

  it('sees what the instruction stored', () => {
    const items = 'on completion { T = E[0x40] }';

    expect(littleStep('E[0x40] = 7', {}, items).scalar('T')).toBe(7n);
    expect(littleStep('f = 1', {}, items).scalar('T')).toBe(0n);
  });

  it('takes no operand of the instruction for a name of the machine', () => {
    const machine = machineFromText(
      littleMachine(`on completion { T = T + 1 }
instruction u "u {T}" encoding T[4] :: 0[12] { f = zext(T, 8) }`),
    );
    const after = step(machine, 'u', { before: { T: 0x20n }, operands: { T: 3n } });

    expect(after.scalar('T')).toBe(0x21n);
    expect(after.scalar('f')).toBe(3n);
  });

  it('does not undo a trap', () => {
    expect(littleStep('trap call', {}, 'on completion { T = T + 1 }').trap).toBe('call');
  });
});
