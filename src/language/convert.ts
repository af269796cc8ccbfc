/** Turns values into terms of a wanted type, and reports what does not fit. */

import { dropLow, powerOfTwo } from '../base/bits.ts';
import type { Span } from '../base/span.ts';
import {
  bits,
  BOOL,
  concat,
  constant,
  extract,
  type Term,
  widthOf,
  zeroExtend,
} from '../term/term.ts';
import { type Execution, newChoice, report } from './context.ts';
import {
  bitsValue, boolValue, describeType, describeWidth, ERROR, enumValue, type RecordType, typeOf, typeWidth, type Value, type ValueType,
} from './values.ts'; // prettier-ignore

/** The value as one of `type`; an error value if it is not (reported). */
export function coerce(x: Execution, value: Value, type: ValueType, span: Span): Value {
  if (value.kind === 'error') return ERROR;
  switch (type.kind) {
    case 'bool': {
      const term = toBool(x, value, span);
      return term === undefined ? ERROR : boolValue(term);
    }
    case 'bits': {
      const term = toBits(x, value, type.width, span);
      return term === undefined ? ERROR : bitsValue(term);
    }
    case 'enum': {
      if (value.kind === 'enum' && value.type === type) return value;
      if (value.kind === 'enum') return mismatch(x, value, type, span);
      const term = toBits(x, value, type.width, span);
      return term === undefined ? ERROR : enumValue(type, term);
    }
    case 'record': {
      if (value.kind === 'record' && value.type === type) return value;
      const term = toBits(x, value, type.width, span);
      return term === undefined ? ERROR : unpack(x, type, term, span);
    }
  }
}

/** The value as a word of `width` bits; undefined if it is none (reported). */
export function toBits(x: Execution, value: Value, width: number, span: Span): Term | undefined {
  switch (value.kind) {
    case 'error':
      return undefined;
    case 'undefined':
      return newChoice(x, bits(width), span);
    case 'number':
      if (value.value >= powerOfTwo(width) || value.value < -powerOfTwo(width - 1)) {
        report(x.context, 'PG105', span, `${value.value} does not fit ${describeWidth(width)}`, {
          help:
            width > 64
              ? undefined
              : `${describeWidth(width)} ${width === 1 ? 'holds' : 'hold'} 0 to ${powerOfTwo(width) - 1n}, or ${-powerOfTwo(width - 1)} to ${powerOfTwo(width - 1) - 1n}`,
        });
        return undefined;
      }
      return constant(width, value.value);
    case 'bool':
      report(x.context, 'PG104', span, `expected ${describeWidth(width)}, got bool`, {
        help: 'write `bit(…)` around a condition to get one bit',
      });
      return undefined;
    case 'bits':
    case 'enum':
    case 'record': {
      const term = wordOf(value);
      if (widthOf(term) === width) return term;
      report(
        x.context,
        'PG102',
        span,
        `width mismatch: expected ${describeWidth(width)}, got ${describeWidth(widthOf(term))}`,
        {
          label: describeWidth(widthOf(term)),
          help:
            widthOf(term) > width
              ? `take the bits you mean, for example \`[${width - 1}:0]\``
              : `extend it: \`zext(…, ${width})\` or \`sext(…, ${width})\``,
        },
      );
      return undefined;
    }
  }
}

export function toBool(x: Execution, value: Value, span: Span): Term | undefined {
  if (value.kind === 'bool') return value.term;
  if (value.kind === 'error') return undefined;
  if (value.kind === 'undefined') return newChoice(x, BOOL, span);
  const type = typeOf(value);
  report(
    x.context,
    'PG104',
    span,
    `expected a condition, got ${type === undefined ? 'a number' : describeType(type)}`,
    {
      help: 'compare it, for example with `== 1` or `!= 0`',
    },
  );
  return undefined;
}

/** The word that a typed value is. */
export function wordOf(value: Extract<Value, { kind: 'bits' | 'enum' | 'record' }>): Term {
  return value.kind === 'record' ? pack(value) : value.term;
}

/** A record as its word: fields in their places, zero between them. */
function pack(value: Extract<Value, { kind: 'record' }>): Term {
  const fields = value.type.fields.toSorted((a, b) => b.hi - a.hi);
  let word: Term | undefined;
  let above = value.type.width;
  const append = (part: Term): void => {
    word = word === undefined ? part : concat(word, part);
  };
  for (const field of fields) {
    if (field.hi + 1 < above) append(constant(above - field.hi - 1, 0n));
    const content = value.fields.get(field.name);
    const known =
      content?.kind === 'bits' || content?.kind === 'enum' || content?.kind === 'record';
    append(known ? wordOf(content) : constant(field.hi - field.lo + 1, 0n));
    above = field.lo;
  }
  if (above > 0) append(constant(above, 0n));
  return word ?? constant(value.type.width, 0n);
}

/** A word taken apart into the fields of a record. */
function unpack(x: Execution, type: RecordType, word: Term, span: Span): Value {
  const fields = new Map<string, Value>();
  for (const field of type.fields) {
    fields.set(
      field.name,
      coerce(x, bitsValue(sliceOf(word, field.hi, field.lo)), field.type, span),
    );
  }
  return { kind: 'record', type, fields };
}

/** Bits of a word; all of them is the word itself, and bits of a constant are a constant. */
export function sliceOf(word: Term, hi: number, lo: number): Term {
  if (lo === 0 && hi === widthOf(word) - 1) return word;
  if (word.kind === 'constant') return constant(hi - lo + 1, dropLow(lo, word.value));
  return extract(word, hi, lo);
}

/** Zero extension; a constant stays one. */
export function widen(word: Term, width: number): Term {
  return word.kind === 'constant' ? constant(width, word.value) : zeroExtend(word, width);
}

function mismatch(x: Execution, value: Value, type: ValueType, span: Span): Value {
  const got = typeOf(value);
  report(
    x.context,
    'PG104',
    span,
    `expected ${describeType(type)}, got ${got === undefined ? 'a number' : describeType(got)}`,
    {
      help: typeWidth(type) === 1 ? undefined : 'take its bits with a slice if you mean its number',
    },
  );
  return ERROR;
}
