/** The steps of Sv39, each with the entry that makes it fail and the one that does not. */

import { describe, expect, it } from 'vitest';
import { execute, riscv, type Given, type Stepped } from '../../helpers/riscv-step.ts';

const [U, S, M] = [0n, 1n, 3n];
const ROOT = 0x8001_0000n;
const MIDDLE = 0x8001_1000n;
const LAST = 0x8001_2000n;
const FRAME = 0x8002_0000n;
/** A program address with another index for each level. */
const VA = 2n ** 30n + 2n * 2n ** 21n + 3n * 2n ** 12n + 8n;

const [V, R, W, X, USER, A, D] = [1n, 2n, 4n, 8n, 16n, 64n, 128n] as const;
const ALL = V + R + W + X + A + D;

const entry = (address: bigint, flags: bigint): bigint => (address / 4096n) * 1024n + flags;
const at = (table: bigint, index: bigint): bigint => table + 8n * index;

const machine = riscv();
const svadu = riscv({ SVADU: 1n });

describe('Sv39', () => {
  it('walks three levels', () => {
    expect(load(leaf(ALL)).x(10)).toBe(0x77n);
  });

  it('takes a leaf of a higher level for a superpage', () => {
    const { x, trap } = load([[at(ROOT, 1n), entry(0x8000_0000n, ALL)]], {
      doublewords: [[0x8000_0000n + VA - 2n ** 30n, 0x55n]],
    });

    expect(trap).toBeUndefined();
    expect(x(10)).toBe(0x55n);
  });

  it.each([
    ['an address that is no sign extension', { x: { 11: 2n ** 39n } }],
    ['another such address', { x: { 11: VA + 2n ** 63n } }],
  ])('faults on %s', (_, given) => {
    expect(load(leaf(ALL), given).trap).toBe('load_page_fault');
  });

  it.each([
    ['an entry without V', leaf(ALL - V)],
    ['an entry with W and not R', leaf(ALL - R)],
    ['a reserved bit', leaf(ALL + 2n ** 54n)],
    ['a pointer on the last level', leaf(V)],
    ['a pointer with A', pointerWith(A)],
    ['a pointer with D', pointerWith(D)],
    ['a pointer with U', pointerWith(USER)],
    ['a superpage that is not aligned', [[at(ROOT, 1n), entry(0x8000_1000n, ALL)]]],
    ['an entry without A', leaf(ALL - A)],
  ] as const)('faults on %s', (_, entries) => {
    const { trap, value } = load(entries);

    expect(trap).toBe('load_page_fault');
    expect(value('mtval')).toBe(VA);
  });

  it('faults on a store without D, and not on a load', () => {
    expect(store(leaf(ALL - D)).trap).toBe('store_page_fault');
    expect(load(leaf(ALL - D)).trap).toBeUndefined();
  });

  it.each([
    ['a load', 'ld', ALL - A - D, ALL - D],
    ['a store', 'sd', ALL - A - D, ALL],
    ['a store to a page that was read', 'sd', ALL - D, ALL],
    ['a store with both', 'sd', ALL, ALL],
    ['a load with both', 'ld', ALL, ALL],
  ])('sets A and D where ADUE lets hardware update them: %s', (_, op, flags, marked) => {
    const { trap, doubleword } = updating(`${op} a0, 0(a1)`, leaf(flags));

    expect(trap).toBeUndefined();
    expect(doubleword(at(LAST, 3n))).toBe(entry(FRAME, marked));
  });

  it('makes the access all the same where the entry is updated', () => {
    expect(updating('ld a0, 0(a1)', leaf(ALL - A - D)).x(10)).toBe(0x77n);
    expect(
      updating('sd a0, 0(a1)', leaf(ALL - A - D), { x: { 10: 5n } }).doubleword(FRAME + 8n),
    ).toBe(5n);
  });

  it('sees its own mark where an access reads the entry that leads to it', () => {
    const own = [
      [at(ROOT, 1n), entry(MIDDLE, V)],
      [at(MIDDLE, 2n), entry(LAST, V)],
      [at(LAST, 1n), entry(LAST, ALL - A - D)],
    ] as const;
    const { x } = updating('ld a0, 0(a1)', own, { x: { 11: VA - 0x2000n } });

    expect(x(10)).toBe(entry(LAST, ALL - D));
  });

  it.each([
    ['the page is not open', leaf(V + X + A), 'load_page_fault'],
    ['the superpage is not aligned', [[at(ROOT, 1n), entry(0x8000_1000n, ALL - A)]], 'load_page_fault'],
  ] as const)('leaves A alone where %s', (_, entries, cause) => {
    const { trap, doubleword } = updating('ld a0, 0(a1)', entries);
    const [address, before] = entries.at(-1) ?? [0n, 0n];

    expect(trap).toBe(cause);
    expect(doubleword(address)).toBe(before);
  }); // prettier-ignore

  it('has Svade while ADUE is zero', () => {
    const off = { set: { menvcfg_ADUE: 0n } };

    expect(updating('ld a0, 0(a1)', leaf(ALL - A), off).trap).toBe('load_page_fault');
    expect(updating('sd a0, 0(a1)', leaf(ALL - D), off).trap).toBe('store_page_fault');
  });

  it('sets A for a fetch, also where the instruction traps', () => {
    const fetched = (text: string): Stepped =>
      execute(svadu, text, {
        set: { ...paged, menvcfg_ADUE: 1n, pc: VA + 8n, priv: S },
        doublewords: tablesWith(leaf(ALL - A - D)),
        codeAt: FRAME + 16n,
      });

    expect(fetched('addi a0, a0, 0').doubleword(at(LAST, 3n))).toBe(entry(FRAME, ALL - D));
    expect(fetched('ecall').trap).toBe('environment_call_from_S');
    expect(fetched('ecall').doubleword(at(LAST, 3n))).toBe(entry(FRAME, ALL - D));
  });

  it('updates an entry only where S-mode may store to it, by its protection', () => {
    const NAPOT = 0x18n;
    const pmpaddr = { 0: at(LAST, 3n) / 4n, 1: 2n ** 54n - 1n };
    const guarded = (text: string, rights: bigint, flags: bigint): Stepped =>
      access(
        text,
        leaf(flags),
        {
          set: { menvcfg_ADUE: 1n },
          files: { pmpcfg: { 0: NAPOT + rights, 1: NAPOT + 7n }, pmpaddr },
        },
        riscv({ SVADU: 1n, PMP: 16n }),
      );

    expect(guarded('ld a0, 0(a1)', 1n, ALL - A).trap).toBe('load_access_fault');
    expect(guarded('sd a0, 0(a1)', 1n, ALL - D).trap).toBe('store_access_fault');
    expect(guarded('ld a0, 0(a1)', 1n, ALL).trap).toBeUndefined();
    expect(guarded('ld a0, 0(a1)', 3n, ALL - A).trap).toBeUndefined();
  });

  it.each([
    ['a load without R', load(leaf(V + X + A)).trap, 'load_page_fault'],
    ['a load without R, MXR', load(leaf(V + X + A), { set: { 'mstatus.MXR': 1n } }).trap, undefined],
    ['a store without W', store(leaf(V + R + A + D)).trap, 'store_page_fault'],
    ['S-mode on a page of U', load(leaf(ALL + USER)).trap, 'load_page_fault'],
    ['S-mode on a page of U, SUM', load(leaf(ALL + USER), { set: { 'mstatus.SUM': 1n } }).trap, undefined],
    ['U-mode on a page of S', load(leaf(ALL), { set: { 'mstatus.MPP': U } }).trap, 'load_page_fault'],
    ['U-mode on a page of U', load(leaf(ALL + USER), { set: { 'mstatus.MPP': U } }).trap, undefined],
  ])('allows by R, W, X, U, SUM and MXR: %s', (_, found, expected) => {
    expect(found).toBe(expected);
  }); // prettier-ignore

  it.each([
    ['S-mode from a page of S', S, ALL, undefined],
    ['S-mode from a page of U, whatever SUM', S, ALL + USER, 'instruction_page_fault'],
    ['U-mode from a page of U', U, ALL + USER, undefined],
    ['anyone from a page without X', S, ALL - X, 'instruction_page_fault'],
  ])('lets execute %s, or not', (_, priv, flags, trap) => {
    const taken = execute(machine, 'addi a0, a0, 0', {
      set: { ...paged, pc: VA + 8n, priv, 'mstatus.SUM': 1n },
      doublewords: tablesWith(leaf(flags)),
      codeAt: FRAME + 16n,
    });

    expect(taken.trap).toBe(trap);
  });

  it('is not active in M-mode, nor with MODE=Bare', () => {
    const real = { x: { 11: FRAME + 8n } };

    expect(load([], { ...real, set: { 'mstatus.MPRV': 0n } }).x(10)).toBe(0x77n);
    expect(load([], { ...real, set: { 'satp.MODE': 0n } }).x(10)).toBe(0x77n);
  });

  it('leaves fetches alone under MPRV', () => {
    expect(load(leaf(ALL)).trap).toBeUndefined();
  });

  it('reports addresses above the physical ones as access faults', () => {
    const taken = execute(machine, 'ld a0, 0(a1)', { x: { 11: 2n ** 56n } });

    expect(taken.trap).toBe('load_access_fault');
    expect(taken.value('mtval')).toBe(2n ** 56n);
  });
});

describe('a misaligned access', () => {
  const misaligned = riscv({ MISALIGNED: 1n });

  it.each([
    ['lh a0, 0(a1)', 1n, 'load_address_misaligned'],
    ['lw a0, 0(a1)', 2n, 'load_address_misaligned'],
    ['ld a0, 0(a1)', 4n, 'load_address_misaligned'],
    ['sh a0, 0(a1)', 1n, 'store_address_misaligned'],
    ['sw a0, 0(a1)', 2n, 'store_address_misaligned'],
    ['sd a0, 0(a1)', 4n, 'store_address_misaligned'],
  ])('traps by default: %s at %d', (text, offset, cause) => {
    const taken = execute(machine, text, { x: { 11: FRAME + offset } });

    expect(taken.trap).toBe(cause);
    expect(taken.value('mtval')).toBe(FRAME + offset);
  });

  it.each([
    ['lh', 7n, 0xffff_ffff_ffff_8877n],
    ['lhu', 7n, 0x8877n],
    ['lw', 5n, 0xffff_ffff_8877_6655n],
    ['lwu', 5n, 0x8877_6655n],
    ['ld', 1n, 0x8877_6655_4433_2211n],
  ])('loads where it may: %s at %d', (op, offset, expected) => {
    const taken = execute(misaligned, `${op} a0, 0(a1)`, {
      x: { 11: FRAME + offset },
      doublewords: [
        [FRAME, 0x7766_5544_3322_1100n],
        [FRAME + 8n, 0x88n],
      ],
    });

    expect(taken.trap).toBeUndefined();
    expect(taken.x(10)).toBe(expected);
  });

  it('stores all of its bytes or none', () => {
    const across = VA - 8n + 0xffdn;
    const taken = execute(misaligned, 'sd a0, 0(a1)', {
      set: { ...paged, 'mstatus.MPRV': 1n, 'mstatus.MPP': S },
      x: { 10: 2n ** 64n - 1n, 11: across },
      doublewords: tablesWith(leaf(ALL)),
    });

    expect(taken.trap).toBe('store_page_fault');
    expect(taken.value('mtval')).toBe(VA - 8n + 0x1000n);
    expect(taken.doubleword(FRAME + 0xff8n)).toBe(0n);
  });
});

// Helpers

const paged = { 'satp.MODE': 8n, 'satp.PPN': ROOT / 4096n };

type Entries = readonly (readonly [address: bigint, entry: bigint])[];

/** Pointers on two levels, and this leaf. */
function leaf(flags: bigint): Entries {
  return [
    [at(ROOT, 1n), entry(MIDDLE, V)],
    [at(MIDDLE, 2n), entry(LAST, V)],
    [at(LAST, 3n), entry(FRAME, flags)],
  ];
}

function pointerWith(flag: bigint): Entries {
  return [[at(ROOT, 1n), entry(MIDDLE, V + flag)], ...leaf(ALL).slice(1)];
}

function tablesWith(entries: Entries): Entries {
  return [[FRAME + 8n, 0x77n], ...entries];
}

/** In M-mode, with data accesses as in S-mode. */
function load(entries: Entries, given: Given = {}): Stepped {
  return access('ld a0, 0(a1)', entries, given);
}

function store(entries: Entries): Stepped {
  return access('sd a0, 0(a1)', entries, {});
}

/** The same with Svadu, and ADUE set. */
function updating(text: string, entries: Entries, given: Given = {}): Stepped {
  return access(text, entries, { ...given, set: { menvcfg_ADUE: 1n, ...given.set } }, svadu);
}

function access(text: string, entries: Entries, given: Given, on = machine): Stepped {
  const { set, x, doublewords, files = {} } = given;
  return execute(on, text, {
    files,
    set: { ...paged, priv: M, 'mstatus.MPRV': 1n, 'mstatus.MPP': S, ...set },
    x: { 11: VA, ...x },
    doublewords: [...tablesWith(entries), ...(doublewords ?? [])],
  });
}
