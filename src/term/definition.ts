/**
 * Functions that terms apply by name: what each of them computes, said once.
 *
 * To a solver such a function may stay uninterpreted; the evaluator computes it. A name has one
 * meaning in a process, because part of it is a digest of what it means.
 */

import { digestOf } from './digest.ts';
import { call, sameSort, sortText, type Application, type Sort, type Term, type Variable } from './term.ts'; // prettier-ignore
import { rewriteBottomUp, substitute } from './substitute.ts';
import { freeVariables, subterms } from './walk.ts';

export interface Definition {
  readonly symbol: string;
  readonly parameters: readonly Variable[];
  /** Over the parameters and nothing else. */
  readonly body: Term;
}

const definitions = new Map<string, Definition>();
const expanded = new Map<string, Term>();

/** Enough that no two bodies meet. */
const DIGITS = 16;

/** Throws if the body says anything of what is no parameter. */
export function define(name: string, parameters: readonly Variable[], body: Term): Definition {
  const others = freeVariables(body).filter((each) => !parameters.includes(each));
  if (others[0] !== undefined) throw new TypeError(`${name} reads ${others[0].name}`);
  const symbol = `${name}.${digestOf([parameters, body]).slice(0, DIGITS)}`;
  const known = definitions.get(symbol);
  if (known !== undefined) return known;
  const definition = { symbol, parameters, body };
  definitions.set(symbol, definition);
  return definition;
}

export function applied({ symbol, parameters, body }: Definition, args: readonly Term[]): Term {
  const sorts = parameters.map(({ sort }) => sort);
  if (args.length !== sorts.length || !args.every(({ sort }, i) => isSort(sort, sorts[i])))
    throw new TypeError(`${symbol} of ${args.map(({ sort }) => sortText(sort)).join(', ')}`);
  return call(symbol, args, body.sort);
}

export function definitionOf(term: Application): Definition {
  const definition = definitions.get(String(term.parameters[0]));
  if (definition === undefined) throw new TypeError(`no function ${String(term.parameters[0])}`);
  return definition;
}

/** The distinct applications in the terms, arguments before what is built from them. */
export function callsIn(...terms: readonly Term[]): readonly Application[] {
  return subterms(...terms).filter(
    (term): term is Application => term.kind === 'apply' && term.operator === 'call',
  );
}

/** The term with what each function computes in the place of its applications. */
export function expandCalls(term: Term): Term {
  return rewriteBottomUp(term, (rebuilt) => {
    if (rebuilt.kind !== 'apply' || rebuilt.operator !== 'call') return rebuilt;
    const definition = definitionOf(rebuilt);
    const values = new Map<Term, Term>();
    for (const [i, parameter] of definition.parameters.entries()) {
      const argument = rebuilt.arguments[i];
      if (argument !== undefined) values.set(parameter, argument);
    }
    return substitute(expandedBody(definition), values);
  });
}

function expandedBody({ symbol, body }: Definition): Term {
  const known = expanded.get(symbol);
  if (known !== undefined) return known;
  const whole = expandCalls(body);
  expanded.set(symbol, whole);
  return whole;
}

function isSort(sort: Sort, wanted: Sort | undefined): boolean {
  return wanted !== undefined && sameSort(sort, wanted);
}
