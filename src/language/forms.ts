/**
 * Members of enums that have forms: an instruction with `each v in ENUM` is written out for each of
 * them, with the member's text and bits in the place of `v`, and the operands named `v.x`.
 */

import { type Term, variable, bits, isTrue } from '../term/term.ts';
import type { Operand } from '../isa/machine.ts';
import type { EncodingPart, Expression, Instruction } from './ast.ts';
import { type Context, type Execution, report, staticExecution } from './context.ts';
import { evaluateCondition } from './expressions.ts';
import type { Bound } from './instructions.ts';
import { bitsValue, memberValue, type Value } from './values.ts';

/** The instruction as it would be written for these members. */
export function withForms(item: Instruction, bound: readonly Bound[]): Instruction {
  if (bound.every(({ member }) => member.form === undefined)) return item;
  const formOf = (name: string): Bound['member']['form'] =>
    bound.find(({ variable: v }) => v === name)?.member.form;
  const encoding = item.encoding.flatMap((part) => {
    if (part.kind !== 'operand' || part.width !== undefined) return [part];
    const name = part.name.text;
    const form = formOf(name);
    if (form === undefined) return [part];
    return form.encoding.map((each) => prefixed(each, name));
  });
  const behind = bound.flatMap(({ variable: name, member }) =>
    (member.form?.behind ?? []).map((each) => prefixed(each, name)),
  );
  const assembly = item.assembly.replaceAll(/\{\s*(\w+)\s*\}/gu, (whole, name: string) => {
    const text = formOf(name)?.assembly;
    return text === undefined ? whole : text.replaceAll(/\{\s*(?=\w)/gu, `{${name}.`);
  });
  return { ...item, encoding: [...encoding, ...behind], assembly };
}

/** `n[3]` of the form that `v` stands for is `v.n[3]`. */
function prefixed(part: EncodingPart, variableName: string): EncodingPart {
  if (part.kind !== 'operand' && part.kind !== 'piece') return part;
  return { ...part, name: { ...part.name, text: `${variableName}.${part.name.text}` } };
}

/** What `v` is in a body: the member, and the operands of its form. */
export function formValue(
  { variable: name, type, member }: Bound,
  operands: ReadonlyMap<string, Term>,
): Value {
  const value = memberValue(type, member);
  if (value.kind !== 'enum' || member.form === undefined) return value;
  const prefix = `${name}.`;
  const fields = new Map(
    [...operands]
      .filter(([operand]) => operand.startsWith(prefix))
      .map(([operand, term]): [string, Value] => [operand.slice(prefix.length), bitsValue(term)]),
  );
  return { ...value, fields };
}

export function operandVariable(operand: Operand): Term {
  return variable(`op.${operand.name}`, bits(operand.width));
}

/** A `where` condition on `each` variables and no operand says which members go together. */
export function isAbout(
  { encoding }: Instruction,
  bound: readonly Bound[],
  condition: Expression,
): boolean {
  const known = new Set(
    bound.filter(({ member }) => member.low === member.high).map(({ variable: v }) => v),
  );
  const names = namesIn(condition);
  const isOperand = (part: EncodingPart): boolean =>
    (part.kind === 'piece' || part.kind === 'operand') &&
    names.has(part.name.text) &&
    !known.has(part.name.text);
  return [...known].some((v) => names.has(v)) && !encoding.some(isOperand);
}

/** Whether there is an instruction for these members. */
export function areTogether(
  context: Context,
  bound: readonly Bound[],
  condition: Expression,
): boolean {
  const holds = evaluateCondition(knowing(context, bound), condition);
  if (holds.kind === 'constant') return isTrue(holds);
  report(context, 'PG106', condition.span, 'this must be decided by `each` variables alone', {
    help: 'a condition on an operand names one operand, and compares it with constants',
  });
  return true;
}

/** An execution that knows the members. */
export function knowing(context: Context, bound: readonly Bound[]): Execution {
  const x = staticExecution(context);
  for (const { variable: name, type, member } of bound)
    if (member.low === member.high)
      x.scope.names.set(name, { kind: 'value', value: memberValue(type, member) });
  return x;
}

function namesIn(e: Expression): ReadonlySet<string> {
  switch (e.kind) {
    case 'name':
      return new Set([e.name]);
    case 'unary':
      return namesIn(e.operand);
    case 'binary':
      return union([e.left, e.right]);
    case 'conditional':
      return union([e.condition, e.then, e.otherwise]);
    case 'call':
      return union(e.arguments);
    case 'index':
      return union([e.base, ...e.arguments]);
    case 'slice':
      return union([e.base, e.hi, e.lo]);
    case 'field':
      return namesIn(e.base);
    case 'match':
      return union([e.subject, ...e.arms.flatMap(({ patterns, body }) => [...patterns, body])]);
    case 'member':
      return union([
        e.subject,
        ...e.ranges.flatMap(({ low, high }) => (high === undefined ? [low] : [low, high])),
      ]);
    case 'number':
    case 'boolean':
    case 'undefined':
      return new Set();
  }
}

function union(expressions: readonly Expression[]): ReadonlySet<string> {
  return new Set(expressions.flatMap((e) => [...namesIn(e)]));
}
