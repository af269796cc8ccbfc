/** Elaborates `execute at`: which instruction stands in for the one at hand, and with which operands. */

import { slice } from '../base/bits.ts';
import type { Span } from '../base/span.ts';
import type { Encoding, Instruction as MachineInstruction, Operand } from '../isa/machine.ts';
import {
  and,
  binary,
  concat,
  constant,
  equal,
  extract,
  or,
  read,
  type Term,
  TRUE,
  widthOf,
  zeroExtend,
} from '../term/term.ts';
import type { Instruction } from './ast.ts';
import { runBefore } from './before.ts';
import type { Binding, Execution } from './context.ts';
import { toBits } from './convert.ts';
import { guarded } from './expressions.ts';
import { both, MEMORY_SLOT, opposite, slot } from './flow.ts';
import { fold } from './fold.ts';
import { elaborateVariant, GLOBAL, type Head, opcodeOf, withinRanges } from './instructions.ts';
import type { Setting } from './machine-parts.ts';
import { faultOf, touchBy } from './places.ts';
import { runBlock } from './statements.ts';
import { bitsValue, type Value } from './values.ts';

export interface Subject {
  readonly id: string;
  readonly run: (x: Execution, address: Value, span: Span) => void;
}

/**
 * Variants of an instruction that executes another: one for each subject, one for a subject that
 * itself executes (beyond the depth, so undefined), one for a word that is no instruction.
 */
export function elaborateExecutes(
  setting: Setting,
  item: Instruction,
  head: Head,
): MachineInstruction[] {
  const subjects = [
    ...setting.subjects.map((subject) => ordinarySubject(setting, subject)),
    nestedSubject(setting),
    undecodedSubject(setting),
  ];
  return subjects.map((subject) => elaborateVariant(setting, item, head, subject));
}

/** The subject's item runs in place, with its operands taken from the fetched word. */
export interface SubjectSource {
  readonly item: Instruction;
  readonly id: string;
  readonly encoding: Encoding;
  readonly names: ReadonlyMap<string, Binding>;
}

function ordinarySubject(setting: Setting, subject: SubjectSource): Subject {
  return {
    id: subject.id,
    run: (x, address, span) => {
      const [stage] = fetchSubject(setting, x, address, span, [subject.encoding]);
      if (stage === undefined) return;
      const { word } = stage;
      x.flow.constraint = both(x.flow.constraint, isEncoding(subject.encoding, word));
      const names = new Map<string, Binding>();
      for (const [name, binding] of subject.names) names.set(name, binding);
      for (const operand of subject.encoding.operands)
        bindOperand(names, operand.name, operandOf(subject.encoding, operand, word));
      const within = { ...x, scope: { parent: undefined, names }, execute: undefined };
      runBefore(within, setting.before, [subject.id, opcodeOf(subject.id)]);
      runBlock(within, subject.item.body);
    },
  };
}

function bindOperand(names: Map<string, Binding>, name: string, term: Term): void {
  const known = names.get(name);
  const value: Value =
    known?.kind === 'value' && known.value.kind === 'enum'
      ? { ...known.value, term }
      : bitsValue(term);
  names.set(name, { kind: 'value', value });
  const [variable = '', field] = name.split('.');
  const form = names.get(variable);
  if (field === undefined || form?.kind !== 'value' || form.value.kind !== 'enum') return;
  const fields = new Map([...(form.value.fields ?? []), [field, bitsValue(term)]]);
  names.set(variable, { kind: 'value', value: { ...form.value, fields } });
}

function nestedSubject(setting: Setting): Subject {
  return {
    id: 'nested',
    run: (x, address, span) => {
      const stages = fetchSubject(setting, x, address, span, setting.executing);
      x.flow.constraint = both(x.flow.constraint, or(...stages.map(isFound)));
      runBlock(x, { span, statements: [{ kind: 'undefined', widened: [], why: undefined, span }] });
    },
  };
}

function undecodedSubject(setting: Setting): Subject {
  return {
    id: 'undecoded',
    run: (x, address, span) => {
      const all = [...setting.subjects.map((subject) => subject.encoding), ...setting.executing];
      for (const stage of fetchSubject(setting, x, address, span, all))
        x.flow.constraint = both(x.flow.constraint, opposite(isFound(stage)));
      if (setting.undecoded !== undefined)
        runBlock({ ...x, scope: GLOBAL, execute: undefined }, setting.undecoded);
    },
  };
}

/** What is fetched of a subject when an encoding of some length may be complete. */
interface Stage {
  /** Shorter encodings have left it open. */
  readonly isReached: Term;
  readonly encodings: readonly Encoding[];
  /** As the manual draws it. */
  readonly word: Term;
}

/**
 * Fetches a subject as any instruction is fetched: unit by unit through the map, and no more than
 * is needed to tell which of the encodings it is. Each fetch may take a memory trap.
 */
function fetchSubject(
  setting: Setting,
  x: Execution,
  address: Value,
  span: Span,
  encodings: readonly Encoding[],
): Stage[] {
  const { storage, globals } = setting.context;
  const path = globals.get('fetch');
  if (storage === undefined || path?.kind !== 'path') return [];
  const first = toBits(x, address, path.addressWidth, span);
  if (first === undefined) return [];
  const units: Term[] = [];
  const fetchTo = (width: number): void => {
    for (let i = units.length; i < width / storage.unit; i += 1) {
      const at = i === 0 ? first : binary('bvadd', first, constant(widthOf(first), BigInt(i)));
      faultOf(x, 'fetch', 'execute', at, span);
      touchBy(x, 'fetch', 'execute', at);
      units.push(read('fetch', slot(x.flow, MEMORY_SLOT), at, 1, storage.unit));
    }
  };
  const widths = [...new Set(encodings.map(({ width }) => width))].toSorted((a, b) => a - b);
  let isReached = TRUE;
  return widths.map((width) => {
    guarded(x, isReached, () => fetchTo(width));
    const word = joined(units, storage.endian);
    const stage = { isReached, encodings: encodings.filter((each) => each.width === width), word };
    const longer = encodings.filter((each) => each.width > width);
    isReached = both(isReached, or(...longer.map((each) => begins(each, word, storage.endian))));
    return stage;
  });
}

/** The first unit is the highest with big endian storage, the lowest with little. */
function joined(units: readonly Term[], endian: 'little' | 'big'): Term {
  const [highest, ...others] = endian === 'big' ? units : units.toReversed();
  if (highest === undefined) throw new Error('an encoding has no units');
  return others.reduce((word, unit) => concat(word, unit), highest);
}

/** Whether the fixed bits of a longer encoding agree with the units that are there. */
function begins(encoding: Encoding, word: Term, endian: 'little' | 'big'): Term {
  const width = widthOf(word);
  const low = endian === 'big' ? encoding.width - width : 0;
  const [mask, value] = [encoding.mask, encoding.value].map((whole) =>
    constant(width, slice(whole, low + width - 1, low)),
  );
  if (mask === undefined || value === undefined) return TRUE;
  return equal(binary('bvand', word, mask), value);
}

function isFound({ isReached, encodings, word }: Stage): Term {
  return both(isReached, or(...encodings.map((encoding) => isEncoding(encoding, word))));
}

function isEncoding(encoding: Encoding, word: Term): Term {
  const fixed = equal(
    binary('bvand', word, constant(encoding.width, encoding.mask)),
    constant(encoding.width, encoding.value),
  );
  const allowed = encoding.operands
    .filter((operand) => operand.allowed !== undefined)
    .map((operand) => withinRanges(operandOf(encoding, operand, word), operand.allowed ?? []));
  return and(fixed, ...allowed);
}

function operandOf(encoding: Encoding, operand: Operand, word: Term): Term {
  const parts = encoding.pieces
    .filter((piece) => piece.operand === operand.name)
    .toSorted((a, b) => b.hi - a.hi);
  return parts.reduce(
    (term: Term, piece) => {
      const bitsOfPiece = extract(word, piece.at + piece.hi - piece.lo, piece.at);
      const shifted = binary(
        'bvshl',
        zeroExtend(bitsOfPiece, operand.width),
        constant(operand.width, BigInt(piece.lo)),
      );
      return fold(binary('bvor', term, shifted));
    },
    constant(operand.width, 0n),
  );
}
