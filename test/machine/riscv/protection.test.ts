/** Physical memory protection: how entries match, which one decides, and what locks them. */

import { describe, expect, it } from 'vitest';
import { execute, ONES, riscv, type Given, type Stepped } from '../../helpers/riscv-step.ts';

const [U, S, M] = [0n, 1n, 3n];
const AT = 0x8002_0000n;
const WORD = AT / 4n;

const [R, W, X, L] = [1n, 2n, 4n, 0x80n];
const [TOR, NA4, NAPOT] = [0x08n, 0x10n, 0x18n];

/** The entry that opens everything after reset. */
const LAST = 15;

const everything = 2n ** 54n - 1n;

const machine = riscv({ PMP: 16n });

describe('an entry', () => {
  it.each([
    ['OFF matches nothing', R, WORD, AT, false],
    ['NA4 matches its word', NA4 + R, WORD, AT, true],
    ['NA4 does not match the next word', NA4 + R, WORD, AT + 4n, false],
    ['NAPOT of 8 bytes matches both words', NAPOT + R, WORD, AT + 4n, true],
    ['NAPOT of 8 bytes ends there', NAPOT + R, WORD, AT + 8n, false],
    ['NAPOT of 32 bytes matches the last', NAPOT + R, WORD + 3n, AT + 28n, true],
    ['NAPOT of 32 bytes ends there', NAPOT + R, WORD + 3n, AT + 32n, false],
    ['NAPOT of all ones matches everything', NAPOT + R, 2n ** 54n - 1n, AT, true],
    ['TOR of entry 0 begins at zero', TOR + R, WORD + 1n, AT, true],
    ['TOR ends below its top', TOR + R, WORD, AT, false],
  ])('%s', (_, pmpcfg, pmpaddr, address, isAllowed) => {
    const { trap } = load('lw', address, { pmpcfg: { 0: pmpcfg }, pmpaddr: { 0: pmpaddr } });

    expect(trap).toBe(isAllowed ? undefined : 'load_access_fault');
  });

  it.each([
    [WORD, WORD + 2n, undefined],
    [WORD + 1n, WORD + 2n, 'load_access_fault'],
    [WORD + 2n, WORD + 2n, 'load_access_fault'],
    [WORD + 3n, WORD + 2n, 'load_access_fault'],
  ])('TOR lies between the entry before and its own: %d to %d', (low, top, cause) => {
    const { trap } = load('lw', AT, { pmpcfg: { 1: TOR + R }, pmpaddr: { 0: low, 1: top } });

    expect(trap).toBe(cause);
  });
});

describe('the lowest entry that matches', () => {
  it('decides', () => {
    const open = { pmpcfg: { 0: NA4, 1: NAPOT + R }, pmpaddr: { 0: WORD, 1: everything } };

    expect(load('lw', AT, open).trap).toBe('load_access_fault');
    expect(load('lw', AT + 4n, open).trap).toBeUndefined();
  });

  it('must match all bytes', () => {
    const half = { pmpcfg: { 0: NA4 + R, 1: NAPOT + R }, pmpaddr: { 0: WORD, 1: everything } };
    const otherHalf = { ...half, pmpaddr: { 0: WORD + 1n, 1: everything } };

    expect(load('ld', AT, half).trap).toBe('load_access_fault');
    expect(load('ld', AT, otherHalf).trap).toBe('load_access_fault');
    expect(load('ld', AT + 8n, half).trap).toBeUndefined();
  });

  it('grants what R, W and X say', () => {
    expect(load('lw', AT, openWith(W + X)).trap).toBe('load_access_fault');
    expect(load('sw', AT, openWith(R + X)).trap).toBe('store_access_fault');
    expect(load('sw', AT, openWith(R + W)).trap).toBeUndefined();
    expect(execute(machine, 'ecall', { set: { priv: U }, files: openWith(R + W) }).trap).toBe(
      'instruction_access_fault',
    );
    expect(execute(machine, 'ecall', { set: { priv: U }, files: openWith(X) }).trap).toBe(
      'environment_call_from_U',
    );
  });

  it('missing, refuses S-mode and U-mode, and lets M-mode pass', () => {
    expect(load('lw', AT, {}).trap).toBe('load_access_fault');
    expect(load('lw', AT, {}, { 'mstatus.MPP': U }).trap).toBe('load_access_fault');
    expect(load('lw', AT, {}, { 'mstatus.MPRV': 0n }).trap).toBeUndefined();
  });

  it('binds M-mode only if it is locked', () => {
    expect(load('lw', AT, denied(0n), { 'mstatus.MPRV': 0n }).trap).toBeUndefined();
    expect(load('lw', AT, denied(L), { 'mstatus.MPRV': 0n }).trap).toBe('load_access_fault');
  });

  it('holds for page tables, as in S-mode, with the exception of the access', () => {
    const root = 0x8003_0000n;
    const files = { pmpcfg: { 0: NAPOT + R + W + X }, pmpaddr: { 0: WORD + 0x1ffn } };
    const set = { 'satp.MODE': 8n, 'satp.PPN': root / 4096n };

    expect(load('sw', AT, files, set).trap).toBe('store_access_fault');
    expect(load('sw', AT, { ...files, pmpaddr: { 0: everything } }, set).trap).toBe(
      'store_page_fault',
    );
  });
});

describe('the CSRs of protection', () => {
  it('ignore writes to a locked entry', () => {
    const files = { pmpcfg: { 0: L + R, 1: R }, pmpaddr: { 0: 1n, 1: 2n } };
    const configured = write('pmpcfg', 0x3a0, ONES, files);

    expect(configured(0)).toBe(L + R);
    expect(configured(1)).toBe(0x9fn);
    expect(write('pmpaddr', 0x3b0, 7n, files)(0)).toBe(1n);
    expect(write('pmpaddr', 0x3b1, 7n, files)(1)).toBe(7n);
  });

  it('ignore writes to the bottom of a locked TOR', () => {
    const files = { pmpcfg: { 1: L + TOR }, pmpaddr: { 0: 1n } };

    expect(write('pmpaddr', 0x3b0, 7n, files)(0)).toBe(1n);
    expect(write('pmpaddr', 0x3b0, 7n, { ...files, pmpcfg: { 1: L + NA4 } })(0)).toBe(7n);
  });

  it('make R=0 with W=1 no right at all', () => {
    expect(write('pmpcfg', 0x3a0, NAPOT + W + X, {})(0)).toBe(NAPOT);
  });

  it('pack eight entries into a configuration CSR, and have no odd one on RV64', () => {
    expect(write('pmpcfg', 0x3a2, 0x0fn * 2n ** 56n, {})(15)).toBe(0x0fn);
    expect(execute(machine, 'csrrs a0, 0x3a1, zero').trap).toBe('illegal_instruction');
    expect(execute(riscv({ PMP: 16n, XLEN: 32n }), 'csrrs a0, 0x3a1, zero').trap).toBeUndefined();
  });

  it.each([
    [0n, '0x3b0', 'illegal_instruction'],
    [16n, '0x3bf', undefined],
    [16n, '0x3c0', 'illegal_instruction'],
    [64n, '0x3ef', undefined],
  ])('are there for the entries there are: of %d, %s', (PMP, csr, cause) => {
    const word = BigInt(csr) * 2n ** 20n + 0x2573n; // csrrs a0, CSR, zero
    const bytes = [0n, 8n, 16n, 24n].map((shift) => String((word / 2n ** shift) % 256n));

    expect(execute(riscv({ PMP }), `.byte ${bytes.join(', ')}`).trap).toBe(cause);
  });

  it.each([
    [S, 'illegal_instruction'],
    [M, undefined],
  ])('belong to M-mode: %d', (priv, cause) => {
    const files = { pmpcfg: { 0: NAPOT + X }, pmpaddr: { 0: 2n ** 54n - 1n } };

    expect(execute(machine, 'csrrs a0, 0x3a0, zero', { set: { priv }, files }).trap).toBe(cause);
  });
});

// Helpers

type Files = NonNullable<Given['files']>;

/** One entry that matches everything. */
function openWith(rights: bigint): Files {
  return { pmpcfg: { 0: NAPOT + rights }, pmpaddr: { 0: everything } };
}

/** One entry that matches a word and grants nothing. */
function denied(lock: bigint): Files {
  return { pmpcfg: { 0: NA4 + lock }, pmpaddr: { 0: WORD } };
}

/** A load or store of M-mode as in S-mode. */
function load(op: string, address: bigint, files: Files, set: Given['set'] = {}): Stepped {
  return execute(machine, `${op} a0, 0(a1)`, {
    set: { 'mstatus.MPRV': 1n, 'mstatus.MPP': S, ...set },
    x: { 11: address },
    files: { ...files, pmpcfg: { [LAST]: 0n, ...files['pmpcfg'] } },
  });
}

/** What the registers of a file hold after a CSR was written. */
function write(file: string, csr: number, value: bigint, files: Files): (index: number) => bigint {
  const { register } = execute(machine, `csrrw zero, ${csr}, a1`, { x: { 11: value }, files });
  return (index) => register(file, index);
}
