/** From an expression over answers to the three-valued formula it is, with classes expanded. */

import type { ClassFormula } from '../question/spec.ts';
import type { Expression, SpecItem } from './ast.ts';
import { complain, complainUnknown, type SpecContext } from './spec-context.ts';

type ClassItem = Extract<SpecItem, { kind: 'class' }>;

export interface ClassNames {
  readonly questions: readonly string[];
  readonly classes: ReadonlyMap<string, ClassItem>;
}

const FALSE: ClassFormula = { kind: 'constant', value: false };
const CONNECTIVES: ReadonlyMap<string, 'and' | 'or' | 'implies'> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['=>', 'implies'],
]);
const CLAIMS = ['privileged', 'unprivileged'] as const;
const FUNCTIONS = ['found', 'none', 'claimed', 'uses'] as const;

/** `within` are the classes being expanded, outermost first. Errors are reported. */
export function classFormula(
  context: SpecContext,
  expression: Expression,
  names: ClassNames,
  within: readonly string[] = [],
): ClassFormula {
  const down = (part: Expression): ClassFormula => classFormula(context, part, names, within);
  const { kind } = expression;
  if (kind === 'boolean') return { kind: 'constant', value: expression.value };
  if (kind === 'name') return classNamed(context, expression, names, within);
  if (kind === 'call') return answered(context, expression, names);
  if (kind === 'unary' && expression.operator === '!')
    return { kind: 'not', operand: down(expression.operand) };
  const connective = kind === 'binary' ? CONNECTIVES.get(expression.operator) : undefined;
  if (kind === 'binary' && connective !== undefined) {
    return { kind: connective, left: down(expression.left), right: down(expression.right) };
  }
  complain(context, 'PG404', expression.span, 'this is no formula over answers', {
    help: 'a formula is `found(question)`, `none(question)`, `claimed(privileged)`, `uses(path)`, a class, or made of such by `!`, `&&`, `||`, `=>`',
  });
  return FALSE;
}

function classNamed(
  context: SpecContext,
  { name, span }: Extract<Expression, { kind: 'name' }>,
  names: ClassNames,
  within: readonly string[],
): ClassFormula {
  const item = names.classes.get(name);
  if (item === undefined) {
    const help = names.questions.includes(name)
      ? `of a question, say \`found(${name})\` or \`none(${name})\``
      : undefined;
    if (help === undefined)
      complainUnknown(context, 'class', name, span, [...names.classes.keys()]);
    else complain(context, 'PG401', span, `unknown class \`${name}\``, { help });
    return FALSE;
  }
  if (within.includes(name)) {
    complain(context, 'PG402', span, `the class \`${name}\` depends on itself`, {
      related: [{ span: item.name.span, text: 'declared here' }],
    });
    return FALSE;
  }
  return classFormula(context, item.formula, names, [...within, name]);
}

function answered(
  context: SpecContext,
  call: Extract<Expression, { kind: 'call' }>,
  names: ClassNames,
): ClassFormula {
  const { callee } = call;
  const kind = FUNCTIONS.find((each) => each === callee.text);
  if (kind === undefined) {
    complainUnknown(context, 'function of answers', callee.text, callee.span, FUNCTIONS);
    return FALSE;
  }
  const [argument, second] = call.arguments;
  if (argument?.kind !== 'name' || second !== undefined) {
    complain(context, 'PG404', call.span, `\`${kind}\` takes one name`);
    return FALSE;
  }
  if (kind === 'claimed') {
    const claim = CLAIMS.find((each) => each === argument.name);
    if (claim !== undefined) return { kind, claim };
    complainUnknown(context, 'claim', argument.name, argument.span, CLAIMS);
    return FALSE;
  }
  // A path is one of the machines', so any name will do.
  if (kind === 'uses') return { kind, name: argument.name };
  if (names.questions.includes(argument.name)) return { kind, question: argument.name };
  complainUnknown(context, 'question', argument.name, argument.span, names.questions);
  return FALSE;
}
