/**
 * Terms as text for people: messages, traces, failing tests. Not parsed by anything.
 *
 * Shared subterms are written out each time, so the text is bounded: what does not fit is `…`.
 */

import { toHex } from '../base/bits.ts';
import { widthOf, type Application, type Operator, type Term } from './term.ts';

export interface PrintOptions {
  /** How many characters the text may have. */
  readonly maxWidth?: number;
}

export function printTerm(term: Term, { maxWidth = 1000 }: PrintOptions = {}): string {
  return textOf(term, maxWidth, false);
}

const ELLIPSIS = '…';

/** Written between the arguments. A `u` or `s` says how words are read: unsigned or signed. */
const INFIX: Partial<Record<Operator, string>> = {
  and: '&&',
  or: '||',
  implies: '=>',
  '=': '==',
  bvand: '&',
  bvor: '|',
  bvxor: '^',
  bvadd: '+',
  bvsub: '-',
  bvmul: '*',
  bvudiv: '/u',
  bvurem: '%u',
  bvsdiv: '/s',
  bvsrem: '%s',
  bvshl: '<<',
  bvlshr: '>>u',
  bvashr: '>>s',
  bvult: '<u',
  bvule: '<=u',
  bvslt: '<s',
  bvsle: '<=s',
  concat: '::',
};

const PREFIX: Partial<Record<Operator, string>> = { not: '!', bvnot: '~', bvneg: '-' };

/** A template: `#` stands for the next argument, the rest for itself. */
function templateOf(term: Application): string {
  const [first, second] = term.parameters;
  const infix = INFIX[term.operator];
  if (infix !== undefined) return term.arguments.map(() => '#').join(` ${infix} `);
  const prefix = PREFIX[term.operator];
  if (prefix !== undefined) return `${prefix}#`;
  if (term.operator === 'ite') return '# ? # : #';
  if (term.operator === 'extract')
    return first === second ? `#[${first}]` : `#[${first}:${second}]`;
  if (term.operator === 'zero-extend') return `zext(#, ${first})`;
  if (term.operator === 'sign-extend') return `sext(#, ${first})`;
  if (term.operator === 'select') return '#[#]';
  if (term.operator === 'store') return '#{#: #}';
  const parameters = term.parameters.join(', ');
  return `${term.operator}<${parameters}>(${term.arguments.map(() => '#').join(', ')})`;
}

/** Recursion is no deeper than `room`, because each operator takes some of it. */
function textOf(term: Term, room: number, isNested: boolean): string {
  if (term.kind !== 'apply') return fitting(leafText(term), room);
  const { args, template } = shownAs(term);
  const isListed = /[)}]$/.test(template);
  const isOpen = isNested && template.includes(' ') && !isListed;
  const full = isOpen ? `(${template})` : template;
  let left = room - full.replaceAll('#', '').length;
  if (left < args.length) return ELLIPSIS;
  const texts = args.map((arg, i) => {
    const text = textOf(arg, Math.floor(left / (args.length - i)), !isListed);
    left -= text.length;
    return text;
  });
  let next = 0;
  return full.replaceAll('#', () => {
    next += 1;
    return texts[next - 1] ?? ELLIPSIS;
  });
}

interface Shown {
  readonly args: readonly Term[];
  readonly template: string;
}

/** `a != b` and `a || b`, which `simplify` writes with `not`, the way they are read. */
function shownAs(term: Application): Shown {
  const [inner] = term.arguments;
  if (term.operator === 'not' && inner?.kind === 'apply') {
    if (inner.operator === '=') return { args: inner.arguments, template: '# != #' };
    const disjuncts = inner.arguments.map(negated);
    if (inner.operator === 'and' && disjuncts.every((disjunct) => disjunct !== undefined)) {
      return { args: disjuncts, template: disjuncts.map(() => '#').join(' || ') };
    }
  }
  return { args: term.arguments, template: templateOf(term) };
}

function negated(term: Term): Term | undefined {
  return term.kind === 'apply' && term.operator === 'not' ? term.arguments[0] : undefined;
}

function leafText(term: Exclude<Term, Application>): string {
  if (term.kind === 'variable') return term.name;
  if (term.sort.kind === 'bool') return term.value === 1n ? 'true' : 'false';
  return term.value < 10n ? String(term.value) : toHex(widthOf(term), term.value);
}

function fitting(text: string, room: number): string {
  return text.length <= room ? text : ELLIPSIS;
}
