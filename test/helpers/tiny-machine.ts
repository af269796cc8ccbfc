/**
 * A machine small enough to read at a glance, made with term builders instead of the language, so
 * that what uses a machine is tested without what makes one.
 *
 * Byte storage at 8-bit addresses; mode `M`, program counter `P`, map `R.l` and `R.b`, registers
 * `x` with `x[0] = 0`. A trap saves the address in `E[0]` and the cause in `E[1]`, and goes on at
 * `E[2]` in supervisor mode with the whole storage.
 */

import type {
  Element,
  Encoding,
  Instruction,
  Machine,
  Operand,
  OperandPiece,
  Step,
} from '../../src/isa/machine.ts';
import * as t from '../../src/term/term.ts';

const WORD = 8;
const CAUSES = ['bounds', 'privileged', 'illegal', 'call', 'timer'] as const;
const CAUSE_WIDTH = 3;
const NOWHERE = { file: 'tiny', start: 0, end: 0 };

export const E: t.Term = t.variable('E', t.MEMORY);
export const P: t.Term = t.variable('P', t.bits(WORD));
export const M: t.Term = t.variable('M', t.bits(1));
const L = t.variable('R.l', t.bits(WORD));
const B = t.variable('R.b', t.bits(WORD));
const X = t.variable('x', t.array(2, WORD));
const address = t.variable('access.address', t.bits(WORD));

/** A number of 8 bits. */
export function byte(value: number): t.Term {
  return t.constant(WORD, BigInt(value));
}

/** An operand of the instruction at hand. */
export function operand(name: string, width: number): t.Term {
  return t.variable(`op.${name}`, t.bits(width));
}

export function tinyMachine(overrides: Partial<Machine> = {}): Machine {
  return {
    id: 'tiny',
    title: 'A tiny machine',
    citations: [],
    parameters: [],
    elements: [
      element('M', 'mode', 1, { members: members('user', 'supervisor') }),
      element('P', 'pc', WORD),
      element('R.l', 'map', WORD, { marks: ['relocation'] }),
      element('R.b', 'map', WORD),
      element('x', 'general', WORD, {
        file: { indexWidth: 2, count: 4, hardwired: [{ index: 0, value: 0n }] },
      }),
      element('T', 'control', WORD, { marks: ['time'] }),
    ],
    layouts: [
      {
        name: 'R',
        width: 2 * WORD,
        fields: [
          { element: 'R.l', hi: 15, lo: 8 },
          { element: 'R.b', hi: 7, lo: 0 },
        ],
      },
    ],
    storage: { name: 'E', unit: WORD, addressWidth: WORD, size: 256n, endian: 'little' },
    banks: [],
    pairs: [
      {
        name: 'default',
        title: 'supervisor to user',
        supervisor: t.equal(M, t.constant(1, 1n)),
        bareUser: t.equal(M, t.constant(1, 0n)),
        holding: t.TRUE,
        within: t.TRUE,
        why: undefined,
      },
    ],
    invariants: [],
    causes: CAUSES.map((name, code) => ({
      name,
      code: BigInt(code),
      memory: name === 'bounds',
      resumesNext: name === 'call',
      group: name,
      span: NOWHERE,
    })),
    causeWidth: CAUSE_WIDTH,
    valueWidths: [],
    trapEntry: {
      elements: new Map([
        ['M', t.constant(1, 1n)],
        ['P', t.read('physical', E, byte(2), 1, WORD)],
        ['R.l', byte(0)],
        ['R.b', byte(255)],
      ]),
      memory: t.write(
        'physical',
        t.write('physical', E, byte(0), 1, t.variable('trap.resume', t.bits(WORD))),
        byte(1),
        1,
        t.zeroExtend(t.variable('trap.cause', t.bits(CAUSE_WIDTH)), WORD),
      ),
    },
    paths: ['fetch', 'data'].map((name) => ({
      name,
      addressWidth: WORD,
      translations: { execute: RELOCATION, load: RELOCATION, store: RELOCATION },
      sharedWith: ['fetch', 'data'],
    })),
    interrupts: [],
    covering: undefined,
    completion: { elements: new Map(), memory: E },
    instructions: tinyInstructions(),
    undecoded: trapStep('illegal', P),
    reset: {
      elements: new Map([
        ['M', t.constant(1, 1n)],
        ['P', byte(16)],
        ['R.b', byte(255)],
      ]),
      memory: E,
    },
    leavesOut: [],
    ...overrides,
  };
}

/** `add`, `load`, `store`, `li`, `jump`, `idle`, `user` (privileged) and `call`. */
export function tinyInstructions(): readonly Instruction[] {
  const d = operand('d', 2);
  const s = operand('s', 2);
  const xs = t.select(X, s);
  return [
    instruction('add', 'add x{d}, x{s}', encodingOf('0001 ddss'), {
      step: completes(1, { x: setX(d, t.binary('bvadd', t.select(X, d), xs)) }),
    }),
    instruction('load', 'load x{d}, (x{s})', encodingOf('0010 ddss'), {
      step: mayFault('load', xs, completes(1, { x: setX(d, t.read('data', E, xs, 1, WORD)) })),
      accesses: [{ path: 'data', access: 'load', address: xs }],
    }),
    instruction('store', 'store x{d}, (x{s})', encodingOf('0011 ddss'), {
      step: mayFault('store', xs, completes(1, {}, t.write('data', E, xs, 1, t.select(X, d)))),
      accesses: [{ path: 'data', access: 'store', address: xs }],
    }),
    instruction('li', 'li x{d}, {i:signed}', encodingOf('iiiiiiii 0100 dd 00'), {
      step: completes(2, { x: setX(d, operand('i', WORD)) }),
    }),
    instruction('jump', 'jump {t:pc}', encodingOf('tttttttt 0101 0000'), {
      step: completes(2, { P: t.binary('bvadd', P, operand('t', WORD)) }),
    }),
    instruction('idle', 'idle', encodingOf('0110 0000'), { step: completes(1, { P }) }),
    instruction('user', 'user {b}', encodingOf('bbbbbbbb 0111 0000'), {
      step: {
        ...completes(2, { M: t.constant(1, 0n), 'R.b': operand('b', WORD) }),
        traps: t.equal(M, t.constant(1, 0n)),
        cause: causeCode('privileged'),
      },
    }),
    instruction('call', 'call', encodingOf('1000 0000'), {
      step: trapStep('call', t.binary('bvadd', P, byte(1))),
    }),
  ];
}

/**
 * An encoding drawn from the highest bit: `0` and `1` are themselves, and every letter is the next
 * bit of the operand of that name.
 */
export function encodingOf(
  drawing: string,
  allowed: Readonly<Record<string, Operand['allowed']>> = {},
): Encoding {
  const bits = drawing.replaceAll(/[\s_]/gu, '').split('');
  const names = [...new Set(bits.filter((bit) => !/[01]/u.test(bit)))];
  const widthOf = (name: string): number => bits.filter((bit) => bit === name).length;
  const left = new Map(names.map((name) => [name, widthOf(name)]));
  const pieces = bits.flatMap((bit, i): OperandPiece[] => {
    const count = left.get(bit);
    if (count === undefined) return [];
    left.set(bit, count - 1);
    return [{ operand: bit, hi: count - 1, lo: count - 1, at: bits.length - 1 - i }];
  });
  return {
    width: bits.length,
    mask: BigInt(`0b${bits.map((bit) => (/[01]/u.test(bit) ? '1' : '0')).join('')}`),
    value: BigInt(`0b${bits.map((bit) => (bit === '1' ? '1' : '0')).join('')}`),
    pieces,
    operands: names.map((name) => ({
      name,
      width: widthOf(name),
      encodedMask: (1n << BigInt(widthOf(name))) - 1n, // oxlint-disable-line no-bitwise -- bigint
      allowed: allowed[name],
    })),
  };
}

/** An instruction that does nothing, unless the overrides say so. */
export function instruction(
  id: string,
  assembly: string,
  encoding: Encoding,
  overrides: Partial<Instruction> = {},
): Instruction {
  return {
    id,
    opcode: id,
    assembly: assemblyOf(assembly),
    manualSays: undefined,
    members: undefined,
    citations: [],
    span: NOWHERE,
    encoding,
    constraint: t.TRUE,
    choices: [],
    step: completes(encoding.width / WORD, {}),
    accesses: [],
    ...overrides,
  };
}

/** Completes with these new values; the program counter goes on unless it is among them. */
export function completes(
  units: number,
  elements: Readonly<Record<string, t.Term>>,
  memory: t.Term = E,
): Step {
  const next = t.binary('bvadd', P, byte(units));
  return {
    traps: t.FALSE,
    memoryTraps: t.FALSE,
    cause: causeCode('illegal'),
    values: [],
    resume: P,
    kept: new Map(),
    after: { elements: new Map(Object.entries({ P: next, ...elements })), memory },
  };
}

/** Always traps. */
export function trapStep(cause: (typeof CAUSES)[number], resume: t.Term): Step {
  return { ...completes(1, {}), traps: t.TRUE, cause: causeCode(cause), resume };
}

/** `x` with a new value in one register; `x[0]` stays zero. */
function setX(index: t.Term, value: t.Term): t.Term {
  return t.ite(t.equal(index, t.constant(2, 0n)), X, t.store(X, index, value));
}

function causeCode(name: (typeof CAUSES)[number]): t.Term {
  return t.constant(CAUSE_WIDTH, BigInt(CAUSES.indexOf(name)));
}

/** An element of no particular kind. */
export function element(
  name: string,
  role: Element['role'],
  width: number,
  overrides: Partial<Element> = {},
): Element {
  return {
    name,
    role,
    marks: [],
    width,
    file: undefined,
    members: undefined,
    why: undefined,
    citations: [],
    span: NOWHERE,
    ...overrides,
  };
}

// Helpers

const RELOCATION = {
  address: t.binary('bvadd', L, address),
  faults: t.compare('bvule', B, address),
  cause: causeCode('bounds'),
  values: [],
  after: E,
};

function mayFault(access: t.Access, at: t.Term, step: Step): Step {
  const faults = t.fault('data', access, E, at);
  const cause = t.faultCause('data', access, E, at, CAUSE_WIDTH);
  return { ...step, traps: faults, memoryTraps: faults, cause };
}

function members(...names: readonly string[]): NonNullable<Element['members']> {
  return names.map((name, value) => ({ name, value: BigInt(value) }));
}

function assemblyOf(text: string): Instruction['assembly'] {
  return text
    .split(/(\{[^}]*\})/u)
    .filter((part) => part !== '')
    .map((part) => {
      const slot = /^\{(\w+)(?::(signed|pc))?\}$/u.exec(part);
      if (slot?.[1] === undefined) return { kind: 'text', text: part };
      const format = slot[2] === 'signed' || slot[2] === 'pc' ? slot[2] : 'number';
      return { kind: 'operand', operand: slot[1], format };
    });
}
