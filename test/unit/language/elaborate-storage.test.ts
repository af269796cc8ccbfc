/** Paths, their faults, the order of units, and what translations may do. */

import { describe, expect, it } from 'vitest';
import { littleMachine, loadText, machineFromText } from '../../helpers/machines.ts';
import { INSTRUCTION, littleStep, type Outcome, step, type Given } from './elaborate-step.ts';

function codes(text: string): string[] {
  return loadText(text).diagnostics.map((diagnostic) => diagnostic.code);
}

/** The same on a machine with the other endianness. */
function bigStep(body: string, given: Given, items = ''): Outcome {
  const text = littleMachine(`${items}\n${INSTRUCTION} { ${body} }`);
  const big = text.replace('storage E : bits(8) at bits(8)', 'storage E : bits(8) at bits(8) big endian'); // prettier-ignore
  return step(machineFromText(big), 't', given);
}

const BYTES = { E: [0n, 0x11n, 0x22n, 0x33n] };

describe('an access', () => {
  it('goes through the map of its path, or to storage itself', () => {
    const given = { before: { 'R.l': 2n, E: [1n, 2n, 3n, 4n] } };
    const after = littleStep('r[0] = data[1]  r[1] = E[1]  data[0] = 9  E[0] = 8', given);

    expect([after.register('r', 0), after.register('r', 1)]).toStrictEqual([4n, 2n]);
    expect([after.unit(2), after.unit(0)]).toStrictEqual([9n, 8n]);
  });

  it('sees what was stored before it', () => {
    const after = littleStep('data[5] = 7  r[0] = data[5]  r[1] = E[5]');

    expect([after.register('r', 0), after.register('r', 1)]).toStrictEqual([7n, 7n]);
  });

  it('of several units joins them, the first lowest with little endian', () => {
    const after = littleStep('r[0] :: r[1] = data[1, 2]  data[8, 3] = 0xABCDEF', { before: BYTES });

    expect([after.register('r', 0), after.register('r', 1)]).toStrictEqual([0x22n, 0x11n]);
    expect([8, 9, 10].map(after.unit)).toStrictEqual([0xefn, 0xcdn, 0xabn]);
  });

  it('of several units joins them, the first highest with big endian', () => {
    const after = bigStep('r[0] :: r[1] = data[1, 2]  data[8, 3] = 0xABCDEF', { before: BYTES });

    expect([after.register('r', 0), after.register('r', 1)]).toStrictEqual([0x11n, 0x22n]);
    expect([8, 9, 10].map(after.unit)).toStrictEqual([0xabn, 0xcdn, 0xefn]);
  });

  it('of several units is one: the first address is translated, the others follow in storage', () => {
    const after = littleStep('r[0] :: r[1] = data[0x0F, 2]', {
      before: { 'R.l': 1n, 'R.b': 0x10n, E: [...Array<bigint>(16).fill(0n), 0x55n, 0x66n] },
    });

    expect(after.trap).toBeUndefined();
    expect([after.register('r', 0), after.register('r', 1)]).toStrictEqual([0x66n, 0x55n]);
  });

  it('changes a part of what is stored by reading and writing it', () => {
    const after = littleStep('data[1][7:4] = 0xF  E[2][0] = 1', { before: BYTES });

    expect([after.unit(1), after.unit(2)]).toStrictEqual([0xf1n, 0x23n]);
  });

  it('with a fault is the memory trap of the translation, with its values', () => {
    const trapped = littleStep('f = 1  r[0] = data[0x20]', { before: { 'R.b': 0x20n } });

    expect(trapped).toMatchObject({ trap: 'bounds', isMemoryTrap: true, values: [0x20n] });
    expect(trapped.resume).toBe(0x10n);
    expect(littleStep('r[0] = E[0x20]', { before: { 'R.b': 0n } }).trap).toBeUndefined();
  });

  it('loads before it stores, so that the load’s fault comes first', () => {
    const trapped = littleStep('data[0x31] = data[0x30]', { before: { 'R.b': 0n } });

    expect(trapped.values).toStrictEqual([0x30n]);
  });

  it.each([
    ['f = data[0, 0]', 'PG111'],
    ['f = data[0, r[0]]', 'PG106'],
    ['f = data[0, 2]', 'PG102'],
    ["f = data[9'd0]", 'PG102'],
    ['f = data', 'PG104'],
    ['data[0, 2] = f', 'PG102'],
  ])('is refused as `%s`', (body, code) => {
    expect(codes(littleMachine(`${INSTRUCTION} { ${body} }`))).toContain(code);
  });
});

describe('an access that is not reached', () => {
  const unmapped = { 'R.b': 0n };

  it.each([
    ['f = r[0] == 0 ? data[1] : 5', 0n],
    ['f = r[0] == 0 && data[1] == 0 ? 4 : 5', 0n],
    ['f = r[0] != 0 || data[1] == 0 ? 5 : 4', 0n],
    ['f = (r[0] == 0 => data[1] == 1) ? 5 : 4', 0n],
    ['f = match r[0] { 0 => data[1], else => 5 }', 0n],
    ['f = data_if(r[0])', 0n],
  ])('has no fault: `%s`', (body, reached) => {
    const items = `function data_if(n : bits(8)) -> bits(8) { if n == 0 { return data[1] }  return 5 }`;

    expect(littleStep(body, { before: { ...unmapped, r: [reached] } }, items).trap).toBe('bounds');
    const other = littleStep(body, { before: { ...unmapped, r: [1n] } }, items);
    expect(other.trap).toBeUndefined();
    expect(other.scalar('f')).toBe(5n);
  });
});

describe('a translation', () => {
  it('knows the kind of access', () => {
    const text = littleMachine(`${INSTRUCTION} { if f == 0 { r[0] = data[3] } else { data[3] = 1 } }`)
      .replace('if a >= R.b { trap bounds(a) }', 'if access == store { trap bounds(9) }'); // prettier-ignore
    const machine = machineFromText(text);

    expect(step(machine, 't', { before: { f: 0n } }).trap).toBeUndefined();
    expect(step(machine, 't', { before: { f: 1n } }).values).toStrictEqual([9n]);
  });

  it('uses the map as it was before the instruction', () => {
    const after = littleStep('R.l = 2  r[0] = data[0]', { before: { 'R.l': 1n, E: [5n, 6n, 7n] } });

    expect(after.register('r', 0)).toBe(6n);
  });

  it('may walk tables in storage, as it is at that moment', () => {
    const text = littleMachine(`${INSTRUCTION} { E[0x80] = 3  r[0] = data[0] }`).replace(
      'return R.l + a',
      'let base = E[0x80]\n  return base + a',
    );
    const after = step(machineFromText(text), 't', { before: { E: [0n, 0n, 0n, 0x44n] } });

    expect(after.register('r', 0)).toBe(0x44n);
  });

  it.each([
    ['if a < 5 { return R.l }', 'PG113'],
    ['R.l = 0  return a', 'PG302'],
    ['trap privileged', 'PG302'],
    ['trap bounds resumes next', 'PG302'],
    ['trap bounds keeping f', 'PG302'],
    ['return data[a]', 'PG302'],
    ["return 9'd0", 'PG102'],
  ])('is refused as `%s`', (body, code) => {
    const text = littleMachine('').replace('return R.l + a', body);

    expect(codes(text)).toContain(code);
  });
});

describe('what surrounds the instructions', () => {
  it.each([
    ['invariant data[0] == 0', 'PG302'],
    ['on completion { f = data[0] }', 'PG302'],
    ['on completion { trap call }', 'PG302'],
    ['on completion { undefined }', 'PG302'],
    ['reset { f = data[0] }', 'PG302'],
    ['reset { trap call }', 'PG302'],
    ['reset { f = next }', 'PG101'],
    ['function g() { f = resume }', 'PG101'],
  ])('refuses `%s`', (item, code) => {
    expect(codes(littleMachine(`${INSTRUCTION} { }\n${item}`))).toContain(code);
  });
});
