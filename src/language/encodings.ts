/** Elaborates encodings: fixed bits, operands and where they stand, and what `where` allows them. */

import { dropLow, join, ones, truncate } from '../base/bits.ts';
import type { Encoding, Operand, OperandPiece } from '../isa/machine.ts';
import { type Term, widthOf } from '../term/term.ts';
import type { EncodingPart, Expression, Instruction } from './ast.ts';
import { type Context, report, staticExecution } from './context.ts';
import { toBits } from './convert.ts';
import { evaluate, evaluateStatic, isPlainNumber } from './expressions.ts';
import { isAbout, knowing } from './forms.ts';
import type { Bound } from './instructions.ts';
import { allowedBy, type Ranges } from './ranges.ts';
import { describeWidth, memberValue, type Value } from './values.ts';

/** The longest instruction, in bits: several times that of any machine there is. */
const MAX_WIDTH = 1024;

interface Layout {
  at: number;
  mask: bigint;
  value: bigint;
  readonly pieces: OperandPiece[];
}

export function elaborateEncoding(
  context: Context,
  item: Instruction,
  bound: readonly Bound[],
): Encoding {
  const widths = item.encoding.map((part) => partWidth(context, part, bound));
  const width = widths.reduce((sum, each) => sum + each, 0);
  const unit = context.storage?.unit ?? 1;
  if (width === 0 || width % unit !== 0) {
    report(
      context,
      'PG202',
      item.id.span,
      `the encoding of \`${item.id.text}\` has ${describeWidth(width)}, not a number of ${unit}-bit storage units`,
      {
        label: describeWidth(width),
        help: width % unit === 0 ? undefined : `${unit - (width % unit)} more would fill it`,
      },
    );
  }
  if (width > MAX_WIDTH) {
    report(
      context,
      'PG202',
      item.id.span,
      `the encoding of \`${item.id.text}\` has ${describeWidth(width)}, more than ${MAX_WIDTH}`,
      { label: describeWidth(width) },
    );
    return { width: unit, mask: 0n, value: 0n, pieces: [], operands: [] };
  }
  const layout: Layout = { at: width, mask: 0n, value: 0n, pieces: [] };
  item.encoding.forEach((part, i) => placePart(context, part, widths[i] ?? 0, bound, layout));
  const operands = collectOperands(context, item, layout.pieces, bound);
  return {
    // What was refused above is carried on with as whole units.
    width: Math.max(1, Math.ceil(width / unit)) * unit,
    mask: layout.mask,
    value: layout.value,
    pieces: layout.pieces,
    operands,
  };
}

function partWidth(context: Context, part: EncodingPart, bound: readonly Bound[]): number {
  switch (part.kind) {
    case 'pattern':
      return part.text.replaceAll('_', '').length;
    case 'filled':
      return staticWidth(context, part.width, bound);
    case 'piece': {
      const hi = known(context, bound, part.hi) ?? 0n;
      const lo = known(context, bound, part.lo) ?? 0n;
      if (hi < lo || lo < 0n || hi > 4096n)
        report(context, 'PG111', part.span, `[${hi}:${lo}] is no range of bits`, {
          help: 'the high bit comes first: `[hi:lo]`',
        });
      const each = bound.find(({ variable: name }) => name === part.name.text);
      if (each !== undefined && hi >= BigInt(each.type.width))
        report(
          context,
          'PG111',
          part.span,
          `[${hi}:${lo}] is not within ${describeWidth(each.type.width)}`,
        );
      return hi < lo || hi > 4096n ? 1 : Number(hi - lo) + 1;
    }
    case 'operand': {
      const each = bound.find(({ variable: name }) => name === part.name.text);
      if (part.width !== undefined) {
        const width = staticWidth(context, part.width, bound);
        if (each !== undefined && each.type.width !== width)
          report(
            context,
            'PG102',
            part.span,
            `\`${part.name.text}\` is ${describeWidth(each.type.width)}, not ${describeWidth(width)}`,
            {
              help: `write \`${part.name.text}\` for all of it, \`${part.name.text}[hi:lo]\` for a piece`,
            },
          );
        return width;
      }
      if (each !== undefined) return each.type.width;
      const word = constantPart(context, part.name.text);
      if (word !== undefined) return widthOf(word);
      report(context, 'PG205', part.span, `operand \`${part.name.text}\` needs a width`, {
        help: `write \`${part.name.text}[5]\` for five bits of it`,
      });
      return 1;
    }
  }
}

/** A number of the encoding, which may depend on the members. */
function known(context: Context, bound: readonly Bound[], e: Expression): bigint | undefined {
  return isPlainNumber(e) ? e.value : evaluateStatic(knowing(context, bound), e);
}

function staticWidth(context: Context, e: Expression, bound: readonly Bound[]): number {
  const width = known(context, bound, e) ?? 1n;
  if (width >= 1n && width <= 4096n) return Number(width);
  report(context, 'PG202', e.span, `not a width: ${width}`);
  return 1;
}

/** A `const` of known width may stand in an encoding. */
function constantPart(context: Context, name: string): Term | undefined {
  const binding = context.globals.get(name);
  if (binding?.kind !== 'value' || (binding.value.kind !== 'bits' && binding.value.kind !== 'enum'))
    return undefined;
  return binding.value.term.kind === 'constant' ? binding.value.term : undefined;
}

function placePart(
  context: Context,
  part: EncodingPart,
  width: number,
  bound: readonly Bound[],
  layout: Layout,
): void {
  layout.at -= width;
  switch (part.kind) {
    case 'pattern':
      return placeFixed(layout, BigInt(`0b${part.text.replaceAll('_', '')}`), width);
    case 'filled': {
      const x = knowing(context, bound);
      const word = toBits(x, evaluate(x, part.value, { kind: 'bits', width }), width, part.span);
      if (word !== undefined && word.kind !== 'constant')
        report(context, 'PG106', part.span, 'this must be known before execution');
      return placeFixed(layout, word?.kind === 'constant' ? word.value : 0n, width);
    }
    case 'operand': {
      const fixed = part.width === undefined ? constantPart(context, part.name.text) : undefined;
      const each = bound.find(({ variable: name }) => name === part.name.text);
      if (each === undefined && fixed?.kind === 'constant')
        return placeFixed(layout, fixed.value, width);
      return placeBits(layout, part.name.text, width - 1, 0, each);
    }
    case 'piece': {
      const written = known(context, bound, part.lo) ?? 0n;
      const lo = written >= 0n && written <= 4096n ? Number(written) : 0;
      const each = bound.find(({ variable: name }) => name === part.name.text);
      return placeBits(layout, part.name.text, lo + width - 1, lo, each);
    }
  }
}

function placeFixed(layout: Layout, value: bigint, width: number): void {
  layout.mask += join(ones(width), 0n, layout.at);
  layout.value += join(truncate(width, value), 0n, layout.at);
}

/** Bits of an operand, or of a member's value where the member is one value. */
function placeBits(
  layout: Layout,
  operand: string,
  hi: number,
  lo: number,
  each: Bound | undefined,
): void {
  if (each !== undefined && each.member.low === each.member.high)
    placeFixed(layout, dropLow(lo, each.member.low), hi - lo + 1);
  else layout.pieces.push({ operand, hi, lo, at: layout.at });
}

function collectOperands(
  context: Context,
  item: Instruction,
  pieces: readonly OperandPiece[],
  bound: readonly Bound[],
): Operand[] {
  const names = [...new Set(pieces.map((piece) => piece.operand))];
  const limits = new Map<string, Ranges>();
  for (const { variable: name, member } of bound)
    if (member.low !== member.high) limits.set(name, [{ low: member.low, high: member.high }]);
  const widths = new Map<string, number>();
  for (const name of names) {
    const each = bound.find(({ variable: v }) => v === name);
    const own = pieces.filter((piece) => piece.operand === name);
    widths.set(name, each?.type.width ?? Math.max(...own.map((piece) => piece.hi)) + 1);
    reportTwice(context, item, name, own);
  }
  for (const condition of item.where) {
    if (isAbout(item, bound, condition)) continue;
    const allowed = allowedBy(staticExecution(context), condition, widths, boundValues(bound));
    if (allowed === undefined) continue;
    const ranges = allowed.within(limits.get(allowed.operand));
    if (ranges.length === 0)
      report(context, 'PG105', condition.span, `no value of \`${allowed.operand}\` is left`);
    limits.set(allowed.operand, ranges);
  }
  return names.map((name) => ({
    name,
    width: widths.get(name) ?? 1,
    encodedMask: pieces
      .filter((piece) => piece.operand === name)
      .reduce((mask, piece) => mask | (ones(piece.hi - piece.lo + 1) << BigInt(piece.lo)), 0n), // oxlint-disable-line no-bitwise -- on bigint
    allowed: limits.get(name),
  }));
}

function boundValues(bound: readonly Bound[]): ReadonlyMap<string, Value> {
  return new Map(bound.map((each) => [each.variable, memberValue(each.type, each.member)]));
}

function reportTwice(
  context: Context,
  item: Instruction,
  name: string,
  pieces: readonly OperandPiece[],
): void {
  const parts = item.encoding.filter((part) => 'name' in part && part.name.text === name);
  pieces.forEach((piece, i) => {
    const clash = pieces.findIndex((other) => piece.lo <= other.hi && other.lo <= piece.hi);
    const first = parts[clash];
    if (clash >= i) return;
    report(
      context,
      'PG203',
      parts[i]?.span ?? item.id.span,
      `bits of operand \`${name}\` stand twice in the encoding of \`${item.id.text}\``,
      { related: first === undefined ? [] : [{ span: first.span, text: 'first here' }] },
    );
  });
}
