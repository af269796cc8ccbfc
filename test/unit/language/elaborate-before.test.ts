/** `before`: statements that run ahead of the bodies of the instructions they name. */

import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/isa/machine.ts';
import { littleMachine, loadText, machineFromText } from '../../helpers/machines.ts';
import { step } from './elaborate-step.ts';

const FAMILY = `enum Reg : bits(2) { zero = 0, one = 1, two = 2, three = 3 }
  instruction put.{g} "put {k}" each g in Reg encoding g :: k[2] :: 0000 { f = zext(k, 8) + 0x10 }
  instruction add "add" encoding 0000_0001 { f = f + 1 }`;

describe('before', () => {
  it('runs first, and in user states only if it says so', () => {
    const machine = machineWith('before add in user { if f == 7 { trap privileged } f = 0x40 }');

    expect(after(machine, 'add', { M: 0n, f: 7n }).trap).toBe('privileged');
    expect(after(machine, 'add', { M: 0n, f: 8n }).scalar('f')).toBe(0x41n);
    expect(after(machine, 'add', { M: 1n, f: 7n }).scalar('f')).toBe(8n);
  });

  it('runs in supervisor states, or in all', () => {
    const [some, all] = ['in supervisor', ''].map((where) =>
      machineWith(`before add ${where} { trap call }`),
    );
    if (some === undefined || all === undefined) throw new Error('no machines');

    expect([0n, 1n].map((M) => after(some, 'add', { M }).trap)).toStrictEqual([undefined, 'call']);
    expect([0n, 1n].map((M) => after(all, 'add', { M }).trap)).toStrictEqual(['call', 'call']);
  });

  it.each([
    ['put', ['put.zero', 'put.one', 'put.two', 'put.three']],
    ['put.one, put.three', ['put.one', 'put.three']],
    ['put.t*', ['put.two', 'put.three']],
    ['*', ['put.zero', 'put.one', 'put.two', 'put.three', 'add']],
  ])('goes before what `%s` names, and nothing else', (names, expected) => {
    const machine = machineWith(`before ${names} { trap privileged }`);

    const trapping = machine.instructions
      .filter(({ id }) => after(machine, id, {}).trap !== undefined)
      .map(({ id }) => id);
    expect(trapping).toStrictEqual(expected);
  });

  it('may use operands, and keeps its own names to itself', () => {
    const machine = machineWith('before put { let k2 = k  if k2 == 3 { trap privileged } }');
    const traps = (k: bigint): string | undefined =>
      step(machine, 'put.one', { operands: { k } }).trap;

    expect([0n, 1n, 2n, 3n].map(traps)).toStrictEqual([
      undefined,
      undefined,
      undefined,
      'privileged',
    ]);
    expect(codes('before add { let x = f }\ninstruction use "use" encoding 0000_0010 { f = x }')).toContain('PG101'); // prettier-ignore
    expect(codes('before add { if k == 0 { trap call } }')).toContain('PG101');
  });

  it('adds up, in the order of the text', () => {
    const machine = machineWith('before add { f = 2 }\nbefore add in user { f = f << 3 }');

    expect(after(machine, 'add', { M: 0n }).scalar('f')).toBe(17n);
    expect(after(machine, 'add', { M: 1n }).scalar('f')).toBe(3n);
  });

  it('goes before an instruction where another executes it, too', () => {
    const machine = machineFromText(
      littleMachine(`instruction add "add" encoding 0000_0001 { f = f + 1 }
        instruction ex "ex {a}" encoding 1100 :: a[4] { execute at zext(a, 8) }
        before add in user { trap privileged }`),
    );
    const storage = [0x01n];

    const executed = (M: bigint): string | undefined =>
      step(machine, 'ex.add', { before: { M, 'R.b': 0xffn, E: storage }, operands: { a: 0n } })
        .trap;
    expect([executed(0n), executed(1n)]).toStrictEqual(['privileged', undefined]);
  });

  it('speaks of the pair it names, or of the first', () => {
    const pairs = `pair low "Low" { supervisor when M == supervisor  user when M == user && T == 0 }
      pair high "High" { supervisor when M == supervisor  user when M == user && T == 1 }`;
    const trapsIn = (where: string, T: bigint): string | undefined => {
      const text = littleMachine(`${FAMILY}\nbefore add in user ${where} { trap privileged }`)
        .replace(/supervisor when .*\nuser when .*\n/u, `${pairs}\n`);
      return after(machineFromText(text), 'add', { M: 0n, T }).trap;
    }; // prettier-ignore

    expect([trapsIn('', 0n), trapsIn('', 1n)]).toStrictEqual(['privileged', undefined]);
    expect([trapsIn('of high', 0n), trapsIn('of high', 1n)]).toStrictEqual([
      undefined,
      'privileged',
    ]);
  });

  it('must be before something, in a pair that there is', () => {
    expect(codes('before ad { f = 0 }')).toStrictEqual(['PG306']);
    expect(codes('before put.four { f = 0 }')).toStrictEqual(['PG306']);
    expect(codes('before add in user of hihg { f = 0 }')).toStrictEqual(['PG101']);
  });
});

// Helpers

function machineWith(items: string): Machine {
  return machineFromText(littleMachine(`${FAMILY}\n${items}`));
}

function codes(items: string): readonly string[] {
  return loadText(littleMachine(`${FAMILY}\n${items}`)).diagnostics.map(({ code }) => code);
}

function after(
  machine: Machine,
  id: string,
  before: Readonly<Record<string, bigint>>,
): ReturnType<typeof step> {
  return step(machine, id, { before: { 'R.b': 0xffn, ...before } });
}
