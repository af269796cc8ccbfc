/**
 * Ties the rules together: what each operator's rule is, how rules build with each other, and how
 * deep terms are walked without deep recursion.
 */

import { rebuild, type Operator, type Term } from '../term.ts';
import * as terms from '../term.ts';
import { simplifyAnd, simplifyImplies, simplifyNot, simplifyOr } from './bool.ts';
import { simplifyBitwise, simplifyBvnot, simplifyShift } from './bitwise.ts';
import { simplifyAtMost, simplifyBvslt, simplifyBvult } from './compare.ts';
import { simplifyConcat, simplifyExtract, simplifySignExtend, simplifyZeroExtend } from './cut.ts';
import { simplifyBvsdiv, simplifyBvsrem, simplifyBvudiv, simplifyBvurem } from './division.ts';
import { simplifyEqual } from './equal.ts';
import { fold } from './fold.ts';
import { simplifyIte } from './ite.ts';
import type { Make, Rule } from './make.ts';
import { simplifyRead, simplifySelect, simplifyStore, simplifyWrite } from './store.ts';
import { simplifyBvmul, simplifySum } from './sum.ts';

/** How deep rules may call each other before a term is left as it is built. */
const DEPTH = 120;

const leave: Rule = (term) => term;

const RULES: Readonly<Record<Operator, Rule>> = {
  not: simplifyNot,
  and: simplifyAnd,
  or: simplifyOr,
  implies: simplifyImplies,
  '=': simplifyEqual,
  ite: simplifyIte,
  bvnot: simplifyBvnot,
  bvneg: simplifySum,
  bvand: (term, make) => simplifyBitwise('bvand', term, make),
  bvor: (term, make) => simplifyBitwise('bvor', term, make),
  bvxor: (term, make) => simplifyBitwise('bvxor', term, make),
  bvadd: simplifySum,
  bvsub: simplifySum,
  bvmul: simplifyBvmul,
  bvudiv: simplifyBvudiv,
  bvurem: simplifyBvurem,
  bvsdiv: simplifyBvsdiv,
  bvsrem: simplifyBvsrem,
  bvshl: (term, make) => simplifyShift('bvshl', term, make),
  bvlshr: (term, make) => simplifyShift('bvlshr', term, make),
  bvashr: (term, make) => simplifyShift('bvashr', term, make),
  bvult: simplifyBvult,
  bvule: (term, make) => simplifyAtMost('bvult', term, make),
  bvslt: simplifyBvslt,
  bvsle: (term, make) => simplifyAtMost('bvslt', term, make),
  concat: simplifyConcat,
  extract: simplifyExtract,
  'zero-extend': simplifyZeroExtend,
  'sign-extend': simplifySignExtend,
  select: simplifySelect,
  store: simplifyStore,
  read: simplifyRead,
  write: simplifyWrite,
  call: leave,
  touch: leave,
  fault: leave,
  'fault-cause': leave,
  'fault-value': leave,
};

/** Normal forms by the id of the term. It lives as long as the terms do: as long as the process. */
const memo: (Term | undefined)[] = [];
let depth = 0;

const make: Make = {
  not: (term) => normal(terms.not(term)),
  and: (conjuncts) => normal(terms.and(...conjuncts)),
  or: (disjuncts) => normal(terms.or(...disjuncts)),
  equal: (a, b) => normal(terms.equal(a, b)),
  ite: (condition, then, otherwise) => normal(terms.ite(condition, then, otherwise)),
  unary: (operator, term) => normal(terms.unary(operator, term)),
  binary: (operator, a, b) => normal(terms.binary(operator, a, b)),
  compare: (operator, a, b) => normal(terms.compare(operator, a, b)),
  concat: (pieces) => pieces.reduceRight((low, high) => normal(terms.concat(high, low))),
  extract: (term, hi, lo) => normal(terms.extract(term, hi, lo)),
  signExtend: (term, width) => normal(terms.signExtend(term, width)),
  select: (file, index) => normal(terms.select(file, index)),
  store: (file, index, value) => normal(terms.store(file, index, value)),
  rebuild: (term, args) => normal(rebuild(term, args)),
  normal,
  settled: (term) => {
    memo[term.id] ??= term;
    return term;
  },
};

/** The normal form of a term; see `make.ts`. */
export function normalForm(root: Term): Term {
  const stack: Term[] = [root];
  for (let term = stack.at(-1); term !== undefined; term = stack.at(-1)) {
    if (isKnown(term)) {
      stack.pop();
      continue;
    }
    const before = stack.length;
    // `isKnown` knows every leaf, so this is an application.
    const args = argumentsOf(term);
    for (const argument of args.toReversed()) if (!isKnown(argument)) stack.push(argument);
    if (stack.length > before || term.kind !== 'apply') continue;
    stack.pop();
    memo[term.id] = normal(rebuild(term, args.map(knownForm)));
  }
  return knownForm(root);
}

/** The normal form of a term whose arguments are in normal form. */
function normal(term: Term): Term {
  if (term.kind !== 'apply') return term;
  const known = memo[term.id];
  if (known !== undefined) return known;
  if (depth >= DEPTH) return term;
  // Until its rule has spoken a term stands for itself, so that no rule can call itself in a circle.
  memo[term.id] = term;
  depth += 1;
  try {
    const result = fold(term) ?? RULES[term.operator](term, make);
    memo[term.id] = result;
    memo[result.id] ??= result;
    return result;
  } finally {
    depth -= 1;
  }
}

function argumentsOf(term: Term): readonly Term[] {
  return term.kind === 'apply' ? term.arguments : [];
}

function isKnown(term: Term): boolean {
  return term.kind !== 'apply' || memo[term.id] !== undefined;
}

function knownForm(term: Term): Term {
  return term.kind === 'apply' ? (memo[term.id] ?? term) : term;
}
