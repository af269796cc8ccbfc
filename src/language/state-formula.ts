/** From an expression over states to the formula it is. */

import {
  PARTS,
  PREDICATES,
  type Moment,
  type Part,
  type Predicate,
  type StateFormula,
  type StateIndex,
  type StateValue,
} from '../question/spec.ts';
import type { Expression, Name } from './ast.ts';
import { complain, complainUnknown, type SpecContext } from './spec-context.ts';

const FALSE: StateFormula = { kind: 'constant', value: false };
const CONNECTIVES: ReadonlyMap<string, 'and' | 'or' | 'implies'> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['=>', 'implies'],
]);
const MOMENTS: ReadonlyMap<string, Moment> = new Map([
  ['after', 'after'],
  ['outcome', 'outcome'],
  ['idle', 'idle'],
]);

/** `states` are the names of the question's states, in order. Errors are reported. */
export function stateFormula(
  context: SpecContext,
  expression: Expression,
  states: readonly Name[],
): StateFormula {
  const down = (part: Expression): StateFormula => stateFormula(context, part, states);
  const { kind } = expression;
  if (kind === 'boolean') return { kind: 'constant', value: expression.value };
  if (kind === 'call') return predicate(context, expression, states);
  if (kind === 'unary' && expression.operator === '!')
    return { kind: 'not', operand: down(expression.operand) };
  if (kind === 'binary') {
    const connective = CONNECTIVES.get(expression.operator);
    if (connective !== undefined)
      return { kind: connective, left: down(expression.left), right: down(expression.right) };
    if (expression.operator === '==' || expression.operator === '!=')
      return comparison(context, expression, states);
  }
  complain(context, 'PG404', expression.span, 'this is no formula over states', {
    help: 'a formula is a predicate like `traps(s)`, a comparison like `after(s).map != s.map`, or made of such by `!`, `&&`, `||`, `=>`',
  });
  return FALSE;
}

/** `lacks_right(s, data)` */
const LACKS_RIGHT = 'lacks_right';

function predicate(
  context: SpecContext,
  call: Extract<Expression, { kind: 'call' }>,
  states: readonly Name[],
): StateFormula {
  if (call.callee.text === LACKS_RIGHT) return lacksRight(context, call, states);
  const name = PREDICATES.find((each): each is Predicate => each === call.callee.text);
  if (name === undefined) {
    complainUnknown(context, 'predicate', call.callee.text, call.callee.span, [
      ...PREDICATES,
      LACKS_RIGHT,
    ]);
    return FALSE;
  }
  const state = onlyState(context, call, states);
  return state === undefined ? FALSE : { kind: 'predicate', predicate: name, state, at: 'before' };
}

/** The path is one of the machines', so any name will do. */
function lacksRight(
  context: SpecContext,
  call: Extract<Expression, { kind: 'call' }>,
  states: readonly Name[],
): StateFormula {
  const [subject, path, third] = call.arguments;
  if (subject?.kind !== 'name' || path?.kind !== 'name' || third !== undefined) {
    complain(
      context,
      'PG404',
      call.span,
      `\`${LACKS_RIGHT}\` takes the name of a state and of a path`,
    );
    return FALSE;
  }
  const state = stateNamed(context, { text: subject.name, span: subject.span }, states);
  return state === undefined ? FALSE : { kind: 'lacks-right', state, path: path.name };
}

function comparison(
  context: SpecContext,
  expression: Extract<Expression, { kind: 'binary' }>,
  states: readonly Name[],
): StateFormula {
  const left = stateValue(context, expression.left, states);
  const right = stateValue(context, expression.right, states);
  if (left === undefined || right === undefined) return FALSE;
  if (sortOf(left) !== sortOf(right)) {
    complain(
      context,
      'PG404',
      expression.span,
      `a ${sortOf(left)} is compared with a ${sortOf(right)}`,
      {
        help: 'compare like with like: `after(s).map != s.map`, `resume(s) == s.pc`',
      },
    );
    return FALSE;
  }
  const equal: StateFormula = { kind: 'equal', left, right };
  return expression.operator === '==' ? equal : { kind: 'not', operand: equal };
}

/** What may be compared with each other has one name. */
function sortOf(value: StateValue): string {
  if (value.kind === 'whole') return value.part;
  return value.kind === 'resume' ? 'pc' : 'cause';
}

function stateValue(
  context: SpecContext,
  expression: Expression,
  states: readonly Name[],
): StateValue | undefined {
  if (expression.kind === 'field') return wholeOf(context, expression, states);
  if (
    expression.kind === 'call' &&
    (expression.callee.text === 'resume' || expression.callee.text === 'cause')
  ) {
    const state = onlyState(context, expression, states);
    return state === undefined ? undefined : { kind: expression.callee.text, state };
  }
  complain(context, 'PG404', expression.span, 'this is no value of a state', {
    help: 'a value is `s.mode`, `after(s).observed`, `outcome(s).pc`, `resume(s)` or `cause(s)`',
  });
  return undefined;
}

function wholeOf(
  context: SpecContext,
  { base, name }: Extract<Expression, { kind: 'field' }>,
  states: readonly Name[],
): StateValue | undefined {
  const part = PARTS.find((each): each is Part => each === name.text);
  if (part === undefined) {
    complainUnknown(context, 'part of a state', name.text, name.span, PARTS);
    return undefined;
  }
  if (base.kind === 'name') {
    const state = stateNamed(context, { text: base.name, span: base.span }, states);
    return state === undefined ? undefined : { kind: 'whole', state, moment: 'before', part };
  }
  const moment = base.kind === 'call' ? MOMENTS.get(base.callee.text) : undefined;
  if (base.kind !== 'call' || moment === undefined) {
    const span = base.kind === 'call' ? base.callee.span : base.span;
    complain(context, 'PG404', span, 'parts are taken of a state, `after(s)` or `outcome(s)`');
    return undefined;
  }
  const state = onlyState(context, base, states);
  return state === undefined ? undefined : { kind: 'whole', state, moment, part };
}

function onlyState(
  context: SpecContext,
  call: Extract<Expression, { kind: 'call' }>,
  states: readonly Name[],
): StateIndex | undefined {
  const [argument, second] = call.arguments;
  if (argument?.kind !== 'name' || second !== undefined) {
    complain(context, 'PG404', call.span, `\`${call.callee.text}\` takes the name of one state`);
    return undefined;
  }
  return stateNamed(context, { text: argument.name, span: argument.span }, states);
}

function stateNamed(
  context: SpecContext,
  name: Name,
  states: readonly Name[],
): StateIndex | undefined {
  const index = states.findIndex(({ text }) => text === name.text);
  if (index === 0 || index === 1) return index;
  complainUnknown(
    context,
    'state',
    name.text,
    name.span,
    states.map(({ text }) => text),
  );
  return undefined;
}
