/** Which of the forms that a statement may mean it does mean, and the word of that form. */

import { powerOfTwo, toSigned, truncate } from '../base/bits.ts';
import { encode } from './encode.ts';
import { evaluateExpression, type Expression } from './expression.ts';
import type { Instruction, Machine, Operand } from './machine.ts';
import type { Form } from './parse-source.ts';
import type { OperandText } from './template.ts';
import { unitCount } from './units.ts';

export type Outcome =
  | { readonly kind: 'encoded'; readonly word: bigint }
  | { readonly kind: 'unknown'; readonly symbol: Extract<Expression, { kind: 'symbol' }> }
  /** `place` is that of the operand; undefined if the form does not mention it. */
  | {
      readonly kind: 'unencodable';
      readonly place: Expression | undefined;
      readonly message: string;
    };

export interface ChosenForm {
  readonly form: Form;
  /** In units. */
  readonly length: number;
  readonly outcome: Outcome;
}

/**
 * The shortest form of at least `atLeast` units that can hold its operands, the first of these; if
 * there is none, the first at all, with what is wrong with it.
 */
export function chooseForm(
  machine: Machine,
  forms: readonly Form[],
  atLeast: number,
  symbols: ReadonlyMap<string, bigint>,
  here: bigint,
): ChosenForm {
  const candidates = forms
    .map((form) => {
      const length = unitCount(form.template.instruction.encoding.width, machine.storage);
      return { form, length };
    })
    .filter(({ length }) => length >= atLeast)
    .toSorted((a, b) => a.length - b.length);

  let first: ChosenForm | undefined;
  for (const candidate of candidates) {
    const outcome = wordOfForm(machine, candidate.form, symbols, here);
    if (outcome.kind !== 'unencodable') return { ...candidate, outcome };
    first ??= { ...candidate, outcome };
  }
  if (first === undefined) throw new TypeError('a statement without a form');
  return first;
}

/** The value of an operand that the assembly text does not mention: the lowest allowed. */
export function unmentionedValue(operand: Operand): bigint {
  return operand.allowed?.[0]?.low ?? 0n;
}

/** Width of the program counter: distances wrap around at the ends of the addresses. */
export function pcWidthOf(machine: Machine): number {
  return machine.elements.find(({ role }) => role === 'pc')?.width ?? machine.storage.addressWidth;
}

function wordOfForm(
  machine: Machine,
  { template, operands }: Form,
  symbols: ReadonlyMap<string, bigint>,
  here: bigint,
): Outcome {
  const { instruction } = template;
  const values = new Map<string, bigint>();
  for (const operand of instruction.encoding.operands) {
    const text = operands.get(operand.name);
    if (text === undefined) {
      values.set(operand.name, unmentionedValue(operand));
      continue;
    }
    const { expression } = text;
    const given = evaluateExpression(expression, symbols, here);
    if (typeof given !== 'bigint') return { kind: 'unknown', symbol: given };
    const value = wordOfOperand(text, operand, given, here, pcWidthOf(machine));
    if (typeof value !== 'bigint') return { kind: 'unencodable', place: expression, ...value };
    values.set(operand.name, value);
  }
  return encodeForm(instruction, values, operands);
}

function encodeForm(
  instruction: Instruction,
  values: ReadonlyMap<string, bigint>,
  operands: ReadonlyMap<string, OperandText>,
): Outcome {
  const encoded = encode(instruction, values);
  if (encoded.kind === 'encoded') return encoded;
  const { operand, reason } = encoded;
  return {
    kind: 'unencodable',
    place: operands.get(operand)?.expression,
    message: `${values.get(operand)} for operand \`${operand}\` ${reason}`,
  };
}

/** The operand's bits for the number that the source gives. */
function wordOfOperand(
  { format, from = 0 }: OperandText,
  { name, width }: Operand,
  given: bigint,
  here: bigint,
  pcWidth: number,
): bigint | { readonly message: string } {
  if (format === 'number') return given;
  const value =
    format === 'pc' ? toSigned(pcWidth, truncate(pcWidth, given - here - BigInt(from))) : given;
  const limit = powerOfTwo(width - 1);
  if (value < -limit || value >= limit) {
    const what = format === 'pc' ? `distance ${value}` : `${value}`;
    const range = `${-limit} .. ${limit - 1n}`;
    return { message: `${what} for operand \`${name}\` is not in ${range}` };
  }
  return truncate(width, value);
}
