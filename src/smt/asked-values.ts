/** Which values a query asks for, read from its text: the response has to have exactly those. */

import { itemsOf, isAtom, parseSExpressions, type SExpression } from './s-expression.ts';

/** One item of `get-value`, in the order asked. A width of `undefined` is a bool. */
export type AskedValue =
  | { readonly kind: 'variable'; readonly name: string; readonly width: number | undefined }
  /** A defined term that is the index of entries further on. */
  | { readonly kind: 'index'; readonly name: string; readonly width: number }
  | {
      readonly kind: 'entry';
      readonly file: string;
      readonly index: Index;
      readonly width: number;
    };

/** The index of an entry: a literal, or the name of an item before. */
export type Index =
  | { readonly kind: 'literal'; readonly value: bigint }
  | { readonly kind: 'name'; readonly name: string };

export interface Asked {
  readonly arrays: readonly string[];
  readonly items: readonly AskedValue[];
}

const DECLARATION = /^\(declare-const \|([^|]*)\| (.*)\)$/;
const ARRAY = /^\(Array \(_ BitVec \d+\) \(_ BitVec (\d+)\)\)$/;
const BITS = /^\(_ BitVec (\d+)\)$/;
const DEFINITION = /^\(define-fun (\S+) \(\) \(_ BitVec (\d+)\) /;

/** `undefined` if the text is not one that `toSmtLib` makes. */
export function askedValues(text: string): Asked | undefined {
  const widths = new Map<string, number | undefined>();
  const elements = new Map<string, number>();
  const defined = new Map<string, number>();
  let asked: readonly SExpression[] = [];
  for (const line of text.split('\n')) {
    const [, name, sort] = DECLARATION.exec(line) ?? [];
    if (name !== undefined && sort !== undefined) {
      const element = ARRAY.exec(sort)?.[1];
      if (element === undefined) widths.set(name, widthIn(sort));
      else elements.set(name, Number(element));
    }
    const [, definition, width] = DEFINITION.exec(line) ?? [];
    if (definition !== undefined) defined.set(definition, Number(width));
    if (line.startsWith('(get-value ')) asked = itemsOf(parseSExpressions(line)?.[0]);
  }
  const items = itemsOf(asked[1]).map((item) => askedValue(item, { widths, elements, defined }));
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? { arrays: [...elements.keys()], items: known } : undefined;
}

/** `#b0101` or `#x5`, of exactly that width. */
export function literalIn(expression: SExpression | undefined, width: number): bigint | undefined {
  if (expression?.kind !== 'atom') return undefined;
  const { text } = expression;
  if (/^#b[01]+$/.test(text))
    return text.length - 2 === width ? BigInt(`0${text.slice(1)}`) : undefined;
  if (!/^#x[0-9a-fA-F]+$/.test(text) || (text.length - 2) * 4 !== width) return undefined;
  return BigInt(`0${text.slice(1)}`);
}

interface Names {
  readonly widths: ReadonlyMap<string, number | undefined>;
  readonly elements: ReadonlyMap<string, number>;
  readonly defined: ReadonlyMap<string, number>;
}

function askedValue(item: SExpression, names: Names): AskedValue | undefined {
  if (item.kind === 'atom') {
    const { text: name } = item;
    const width = names.defined.get(name);
    if (width !== undefined) return { kind: 'index', name, width };
    return names.widths.has(name)
      ? { kind: 'variable', name, width: names.widths.get(name) }
      : undefined;
  }
  const [select, file, index] = itemsOf(item);
  if (!isAtom(select, 'select') || file?.kind !== 'atom' || index?.kind !== 'atom')
    return undefined;
  const width = names.elements.get(file.text);
  if (width === undefined) return undefined;
  return { kind: 'entry', file: file.text, index: indexIn(index.text), width };
}

function indexIn(text: string): Index {
  return text.startsWith('#')
    ? { kind: 'literal', value: BigInt(`0${text.slice(1)}`) }
    : { kind: 'name', name: text };
}

function widthIn(sort: string): number | undefined {
  const width = BITS.exec(sort)?.[1];
  return width === undefined ? undefined : Number(width);
}
