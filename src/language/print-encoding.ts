/** Encodings as documents. */

import { assertNever } from '../base/assert-never.ts';
import type { EncodingPart } from './ast.ts';
import { chainFill, type Doc } from './doc.ts';
import { printExpression, printSlice } from './print-expression.ts';
import type { Written } from './written.ts';

/** `0000_0001 :: 0[40] :: a[16]` */
export function printParts(encoding: readonly EncodingPart[], written: Written): Doc {
  const [first = '', ...rest] = encoding.map((piece) => printEncodingPart(piece, written));
  return chainFill(
    first,
    rest.map((doc) => [':: ', doc]),
  );
}

function printEncodingPart(piece: EncodingPart, written: Written): Doc {
  switch (piece.kind) {
    case 'pattern':
      return piece.text;
    case 'filled': {
      const value = printExpression(piece.value, written);
      const shown: Doc = piece.value.kind === 'number' ? value : ['(', value, ')'];
      return [shown, '[', printExpression(piece.width, written), ']'];
    }
    case 'operand':
      if (piece.width === undefined) return piece.name.text;
      return [`${piece.name.text}[`, printExpression(piece.width, written), ']'];
    case 'piece':
      return [`${piece.name.text}[`, ...printSlice(piece.hi, piece.lo, written), ']'];
    default:
      return assertNever(piece);
  }
}
