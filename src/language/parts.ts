/** Elaborates parts of a value: a register or unit by its index, bits, fields. */

import { dropLow } from '../base/bits.ts';
import type { Span } from '../base/span.ts';
import { binary, constant, type Term, widthOf, zeroExtend } from '../term/term.ts';
import type { Expression } from './ast.ts';
import { didYouMean, type Execution, findBinding, report } from './context.ts';
import { sliceOf, widen, wordOf } from './convert.ts';
import { evaluate, evaluateStatic } from './expressions.ts';
import { WIDEST } from './operators.ts';
import { readFile, readStorage, readTree } from './places.ts';
import {
  bitsValue,
  describeType,
  describeWidth,
  ERROR,
  staticNumber,
  type Value,
} from './values.ts';

export function index(x: Execution, e: Extract<Expression, { kind: 'index' }>): Value {
  const binding = e.base.kind === 'name' ? findBinding(x, e.base.name) : undefined;
  if (binding?.kind === 'storage' || binding?.kind === 'path') return readStorage(x, e, binding);
  if (binding?.kind === 'file') return readFile(x, e, binding);
  const [position] = e.arguments;
  if (position === undefined || e.arguments.length !== 1) {
    report(x.context, 'PG107', e.span, 'one index is expected here');
    return ERROR;
  }
  const value = evaluate(x, e.base);
  if (value.kind === 'number') {
    const known = evaluateStatic(x, position);
    return known === undefined ? ERROR : numberBits(x, value.value, known, known, e.span);
  }
  if (value.kind !== 'bits' && value.kind !== 'enum' && value.kind !== 'record') {
    if (value.kind !== 'error')
      report(
        x.context,
        'PG104',
        e.base.span,
        'only bits, register files and storage have an index',
      );
    return ERROR;
  }
  const word = wordOf(value);
  const at = evaluate(x, position);
  if (at.kind === 'error') return ERROR;
  const known = staticNumber(at);
  if (known !== undefined) return bitRange(x, word, known, known, e.span);
  if (at.kind !== 'bits' && at.kind !== 'enum') {
    report(x.context, 'PG104', position.span, 'an index is bits or a number');
    return ERROR;
  }
  const room = Math.max(widthOf(word), widthOf(at.term));
  return bitsValue(sliceOf(binary('bvlshr', widen(word, room), zeroExtend(at.term, room)), 0, 0));
}

export function slice(x: Execution, e: Extract<Expression, { kind: 'slice' }>): Value {
  const value = evaluate(x, e.base);
  const hi = evaluateStatic(x, e.hi);
  const lo = evaluateStatic(x, e.lo);
  if (value.kind === 'error' || hi === undefined || lo === undefined) return ERROR;
  if (value.kind === 'number') return numberBits(x, value.value, hi, lo, e.span);
  if (value.kind !== 'bits' && value.kind !== 'enum' && value.kind !== 'record') {
    report(x.context, 'PG104', e.base.span, 'only bits have slices');
    return ERROR;
  }
  return bitRange(x, wordOf(value), hi, lo, e.span);
}

/** Bits of a number known before execution, in two's complement. */
function numberBits(x: Execution, value: bigint, hi: bigint, lo: bigint, span: Span): Value {
  if (!checkRange(x, Number(WIDEST), hi, lo, span)) return ERROR;
  return bitsValue(constant(Number(hi - lo) + 1, dropLow(Number(lo), value)));
}

function bitRange(x: Execution, word: Term, hi: bigint, lo: bigint, span: Span): Value {
  if (!checkRange(x, widthOf(word), hi, lo, span)) return ERROR;
  return bitsValue(sliceOf(word, Number(hi), Number(lo)));
}

/** Whether `[hi:lo]` lies within a word of `width` bits (reported if not). */
export function checkRange(
  x: Execution,
  width: number,
  hi: bigint,
  lo: bigint,
  span: Span,
): boolean {
  if (lo >= 0n && hi >= lo && hi < BigInt(width)) return true;
  const text = hi === lo ? `bit ${hi}` : `[${hi}:${lo}]`;
  const problem = hi < lo ? 'is the wrong way round' : `is not within ${describeWidth(width)}`;
  report(x.context, 'PG111', span, `${text} ${problem}`, {
    help: hi < lo ? 'the high bit comes first: `[hi:lo]`' : `bits go from ${width - 1} down to 0`,
  });
  return false;
}

export function field(x: Execution, e: Extract<Expression, { kind: 'field' }>): Value {
  const tree = e.base.kind === 'name' ? findBinding(x, e.base.name) : undefined;
  if (tree?.kind === 'element' && tree.tree.kind === 'tree') {
    const leaf = tree.tree.fields.get(e.name.text);
    if (leaf !== undefined) return readTree(x, leaf);
  }
  const base = evaluate(x, e.base);
  if (base.kind === 'error') return ERROR;
  if (base.kind === 'enum' && base.fields !== undefined) return formField(x, e, base.fields);
  const record = base.kind === 'record' ? base : undefined;
  const value = record?.fields.get(e.name.text);
  if (value !== undefined) return value;
  report(
    x.context,
    'PG110',
    e.name.span,
    record === undefined
      ? `only records have fields, such as \`${e.name.text}\``
      : `no field \`${e.name.text}\` in ${describeType(record.type)}`,
    {
      help:
        record === undefined
          ? undefined
          : (didYouMean(e.name.text, record.fields.keys()) ??
            `its fields are ${[...record.fields.keys()].join(', ')}`),
    },
  );
  return ERROR;
}

/** An operand of the form that an `each` variable stands for. */
function formField(
  x: Execution,
  e: Extract<Expression, { kind: 'field' }>,
  fields: ReadonlyMap<string, Value>,
): Value {
  const value = fields.get(e.name.text);
  if (value !== undefined) return value;
  report(x.context, 'PG110', e.name.span, `this form has no operand \`${e.name.text}\``, {
    help:
      didYouMean(e.name.text, fields.keys()) ??
      (fields.size === 0 ? 'it has none' : `its operands are ${[...fields.keys()].join(', ')}`),
  });
  return ERROR;
}
