/** Elaborates `before`: what runs ahead of the bodies of some instructions, wherever these run. */

import { matchesPattern } from '../base/wildcard.ts';
import { type Term, TRUE } from '../term/term.ts';
import type { Item } from './ast.ts';
import { type Context, didYouMean, type Execution, newExecution, report } from './context.ts';
import { evaluateCondition, guarded } from './expressions.ts';
import type { Before } from './machine-parts.ts';
import { runBlock } from './statements.ts';

type BeforeItem = Extract<Item, { kind: 'before' }>;

export function elaborateBefore(
  context: Context,
  items: readonly Item[],
  initial: ReadonlyMap<string, Term>,
): readonly Before[] {
  return items
    .filter((item) => item.kind === 'before')
    .map((item) => ({
      instructions: item.instructions,
      condition: conditionOf(context, items, initial, item),
      body: item.body,
    }));
}

/** Of the state in which the step begins. */
function conditionOf(
  context: Context,
  items: readonly Item[],
  initial: ReadonlyMap<string, Term>,
  { mode, pair: wanted }: BeforeItem,
): Term {
  if (mode === undefined) return TRUE;
  const pairs = items.filter((item) => item.kind === 'pair');
  const pair =
    wanted === undefined ? pairs[0] : pairs.find(({ name }) => name?.text === wanted.text);
  if (pair !== undefined)
    return evaluateCondition(newExecution(context, 'predicate', initial), pair[mode]);
  if (wanted !== undefined) {
    const names = pairs.flatMap(({ name }) => (name === undefined ? [] : [name.text]));
    report(context, 'PG101', wanted.span, `unknown pair \`${wanted.text}\``, {
      help: didYouMean(wanted.text, names),
    });
  }
  return TRUE;
}

/** Runs all that is to run before an instruction of one of these ids. */
export function runBefore(x: Execution, before: readonly Before[], ids: readonly string[]): void {
  for (const { instructions, condition, body } of before) {
    if (!instructions.some(({ text }) => ids.some((id) => matchesPattern(text, id)))) continue;
    guarded(x, condition, () => runBlock(x, body));
  }
}

/** Each must be before something. */
export function checkBefore(
  context: Context,
  before: readonly Before[],
  ids: readonly string[],
): void {
  for (const { text, span } of before.flatMap(({ instructions }) => instructions)) {
    if (ids.some((id) => matchesPattern(text, id))) continue;
    report(context, 'PG306', span, `there is no instruction \`${text}\` to go before`, {
      help: didYouMean(text, ids),
    });
  }
}
