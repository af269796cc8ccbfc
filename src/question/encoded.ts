/** The constraint that the instruction at hand is what stands at the program counter. */

import { bitNot, slice } from '../base/bits.ts';
import type { Encoding, Instruction } from '../isa/machine.ts';
import { unitCount } from '../isa/units.ts';
import {
  binary,
  bits,
  concat,
  constant,
  equal,
  extract,
  variable,
  type Term,
} from '../term/term.ts';
import { elementOf } from './copies.ts';
import { FETCH, type ExactView } from './exact-view.ts';
import { plus, unitOf } from './storage-term.ts';
import { pcElement, type Subject, type SymbolicStep } from './symbolic-step.ts';
import { opposite } from './truth.ts';

/** Bits of operands that no encoding gives are zero. */
export function operandConstraints({ encoding }: Pick<Instruction, 'encoding'>): readonly Term[] {
  return encoding.operands.flatMap(({ name, width, encodedMask }) => {
    const outside = bitNot(width, encodedMask);
    if (outside === 0n) return [];
    return [
      equal(
        binary('bvand', operandTerm(name, width), constant(width, outside)),
        constant(width, 0n),
      ),
    ];
  });
}

/**
 * Every unit of the instruction can be fetched, each through the map on its own, and together they
 * are its word. A width of 0 is no instruction: nothing is fetched.
 */
export function fetchConstraints(
  { machine, instruction }: Subject,
  step: SymbolicStep,
  view: ExactView,
): readonly Term[] {
  if (instruction.encoding.width === 0) return [];
  const pc = elementOf(step.before.elements, pcElement(machine));
  const word = encodedWord(instruction.encoding);
  const units = unitCount(instruction.encoding.width, machine.storage);
  return Array.from({ length: units }, (_, i) => i).flatMap((i) => {
    const { address, faults } = view.translate(
      step.context,
      step.before.storage,
      FETCH,
      'execute',
      plus(pc, i),
    );
    const unit = unitOf(word, machine.storage.endian === 'little' ? i : units - 1 - i, units);
    return [opposite(faults), equal(view.unitAt(step.before.storage, address), unit)];
  });
}

export function operandTerm(name: string, width: number): Term {
  return variable(`op.${name}`, bits(width));
}

/** The instruction's word, of its operands. */
function encodedWord(encoding: Encoding): Term {
  const widths = new Map(encoding.operands.map(({ name, width }) => [name, width]));
  const parts: Term[] = [];
  for (let at = encoding.width - 1; at >= 0;) {
    const top = at;
    const piece = encoding.pieces.find((each) => each.at + each.hi - each.lo === top);
    if (piece !== undefined) {
      parts.push(
        extract(operandTerm(piece.operand, widths.get(piece.operand) ?? 1), piece.hi, piece.lo),
      );
      at = piece.at - 1;
      continue;
    }
    const below = Math.max(
      -1,
      ...encoding.pieces
        .filter((each) => each.at <= top)
        .map((each) => each.at + each.hi - each.lo),
    );
    parts.push(constant(top - below, slice(encoding.value, top, below + 1)));
    at = below;
  }
  return parts.reduce((high, low) => concat(high, low));
}
