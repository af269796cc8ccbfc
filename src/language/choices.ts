/** Elaborates choices between expressions: `c ? a : b`, `match`, and whether a value is a pattern. */

import type { Span } from '../base/span.ts';
import {
  bool,
  compare,
  constant,
  equal,
  FALSE,
  isFalse,
  isTrue,
  type Term,
  TRUE,
  widthOf,
} from '../term/term.ts';
import type { Expression, MatchArm, Range } from './ast.ts';
import { type Execution, onFork, report } from './context.ts';
import { coerce, toBits, toBool } from './convert.ts';
import { evaluate, evaluateCondition, matches } from './expressions.ts';
import { both, chooseValue, either, merge } from './flow.ts';
import { fold } from './fold.ts';
import { isSigned, memberComparison, sideWidth } from './operators.ts';
import {
  bitsValue,
  describeType,
  type EnumType,
  ERROR,
  memberNamed,
  typeOf,
  typeWidth,
  type Value,
  type ValueType,
} from './values.ts';

export function conditional(
  x: Execution,
  e: Extract<Expression, { kind: 'conditional' }>,
  hint: ValueType | undefined,
): Value {
  const condition = evaluateCondition(x, e.condition);
  if (isTrue(condition)) return evaluate(x, e.then, hint);
  if (isFalse(condition)) return evaluate(x, e.otherwise, hint);
  return branches(x, condition, e, hint);
}

function branches(
  x: Execution,
  condition: Term,
  e: Extract<Expression, { kind: 'conditional' }>,
  hint: ValueType | undefined,
): Value {
  let a: Value = ERROR;
  let b: Value = ERROR;
  const then = onFork(x, () => {
    a = evaluate(x, e.then, hint);
  });
  const otherwise = onFork(x, () => {
    b = evaluate(x, e.otherwise, hint ?? typeOf(a));
  });
  merge(x.flow, condition, then, otherwise);
  return unify(x, condition, a, b, hint, e.then.span, e.otherwise.span);
}

/** One value of one type from two branches. */
function unify(
  x: Execution,
  condition: Term,
  a: Value,
  b: Value,
  hint: ValueType | undefined,
  spanA: Span,
  spanB: Span,
): Value {
  if (a.kind === 'error' || b.kind === 'error') return ERROR;
  const type = typeOf(a) ?? typeOf(b) ?? hint;
  if (type === undefined) {
    if (a.kind === 'number' && b.kind === 'number' && a.value === b.value) return a;
    report(x.context, 'PG106', spanA, 'nothing here gives the two branches a width', {
      help: "write a sized literal, for example `8'd5`",
    });
    return ERROR;
  }
  const [typeA, typeB] = [typeOf(a), typeOf(b)];
  if (typeA !== undefined && typeB !== undefined && typeWidth(typeA) !== typeWidth(typeB)) {
    report(
      x.context,
      'PG102',
      spanA,
      `width mismatch: one branch is ${describeType(typeA)}, the other ${describeType(typeB)}`,
      {
        label: describeType(typeA),
        related: [{ span: spanB, text: describeType(typeB) }],
      },
    );
    return ERROR;
  }
  const common: ValueType =
    typeA !== undefined && typeB !== undefined && typeA.kind !== typeB.kind && type.kind !== 'bool'
      ? { kind: 'bits', width: typeWidth(type) }
      : type;
  const [first, second] = [coerce(x, a, common, spanA), coerce(x, b, common, spanB)];
  if (first.kind === 'error' || second.kind === 'error') return ERROR;
  const chosen = chooseValue(condition, first, second);
  const signed = (isSigned(a) || a.kind === 'number') && (isSigned(b) || b.kind === 'number');
  return chosen.kind === 'bits' && signed ? bitsValue(chosen.term, true) : chosen;
}

export function matchValue(
  x: Execution,
  e: Extract<Expression, { kind: 'match' }>,
  hint: ValueType | undefined,
): Value {
  const subject = evaluate(x, e.subject);
  if (subject.kind === 'error') return ERROR;
  const arms = armsOf(x, subject, e.arms, e.span);
  const known = knownArm(subject, arms);
  return known === undefined ? matchArms(x, subject, arms, hint) : evaluate(x, known.body, hint);
}

function matchArms(
  x: Execution,
  subject: Value,
  arms: readonly MatchArm<Expression>[],
  hint: ValueType | undefined,
): Value {
  const [arm, ...rest] = arms;
  if (arm === undefined) return ERROR;
  const condition = rest.length === 0 ? TRUE : armCondition(x, subject, arm);
  if (isTrue(condition)) return evaluate(x, arm.body, hint);
  if (isFalse(condition)) return matchArms(x, subject, rest, hint);
  let a: Value = ERROR;
  let b: Value = ERROR;
  const then = onFork(x, () => {
    a = evaluate(x, arm.body, hint);
  });
  const otherwise = onFork(x, () => {
    b = matchArms(x, subject, rest, hint ?? typeOf(a));
  });
  merge(x.flow, condition, then, otherwise);
  return unify(x, condition, a, b, hint, arm.body.span, rest[0]?.body.span ?? arm.body.span);
}

/**
 * The arm of an enum member known before execution, where every pattern is the name of one.
 * Most instructions of a large family come here, so the names are indexed once for each `match`.
 */
export function knownArm<Body>(
  subject: Value,
  arms: readonly MatchArm<Body>[],
): MatchArm<Body> | undefined {
  if (subject.kind !== 'enum' || subject.member === undefined) return undefined;
  let index = armIndices.get(arms);
  if (index === undefined) {
    index = indexArms(subject.type, arms);
    armIndices.set(arms, index);
  }
  const place = index?.get(subject.member) ?? index?.get('');
  return place === undefined ? undefined : arms[place];
}

/** Places of the arms by member name, `else` under the empty name; undefined if some pattern is no member. */
const armIndices = new WeakMap<
  readonly MatchArm<unknown>[],
  ReadonlyMap<string, number> | undefined
>();

function indexArms(
  type: EnumType,
  arms: readonly MatchArm<unknown>[],
): ReadonlyMap<string, number> | undefined {
  const index = new Map<string, number>();
  for (const [place, arm] of arms.entries()) {
    for (const pattern of arm.patterns) {
      const member = pattern.kind === 'name' ? memberNamed(type, pattern.name) : undefined;
      if (member === undefined) return undefined;
      if (!index.has(member.name)) index.set(member.name, place);
    }
    if (arm.patterns.length === 0) index.set('', place);
  }
  return index;
}

/** The condition under which an arm is taken, given that no earlier one is. */
export function armCondition<Body>(x: Execution, subject: Value, arm: MatchArm<Body>): Term {
  if (arm.patterns.length === 0) return TRUE;
  return arm.patterns.map((pattern) => matches(x, subject, pattern)).reduce(either, FALSE);
}

/**
 * The arms in order, checked to leave nothing out: the last one is taken for every remaining value.
 * An enum's subject may omit `else` when every member has an arm; values that are no member are
 * excluded by the machine's invariants.
 */
export function armsOf<Body>(
  x: Execution,
  subject: Value,
  arms: readonly MatchArm<Body>[],
  span: Span,
): readonly MatchArm<Body>[] {
  const type = subject.kind === 'enum' ? subject.type : undefined;
  if (completeArms.has(arms) && completeArms.get(arms) === type) return arms;
  const elseAt = arms.findIndex((arm) => arm.patterns.length === 0);
  const behind = elseAt < 0 ? undefined : arms[elseAt + 1];
  if (behind !== undefined) {
    report(x.context, 'PG302', behind.span, 'an arm behind `else` is never taken');
  }
  if (elseAt < 0) {
    const named = new Set(
      arms.flatMap((arm) =>
        arm.patterns.map((pattern) => (pattern.kind === 'name' ? pattern.name : '')),
      ),
    );
    const missing = type === undefined ? ['else'] : missingMembers(type, named);
    if (missing.length > 0) {
      report(
        x.context,
        'PG113',
        span,
        `this \`match\` leaves out ${missing
          .slice(0, 5)
          .map((text) => `\`${text}\``)
          .join(', ')}${missing.length > 5 ? ', …' : ''}`,
        {
          help: 'add an arm for it, or `else => …`',
        },
      );
      return arms;
    }
  }
  completeArms.set(arms, type);
  return arms;
}

/** Arms that were looked at, with the enum they are complete for. */
const completeArms = new WeakMap<readonly MatchArm<unknown>[], EnumType | undefined>();

function missingMembers(type: EnumType, named: ReadonlySet<string>): string[] {
  return type.members
    .filter(({ name, aliases }) => ![name, ...aliases].some((each) => named.has(each)))
    .map(({ name }) => name);
}

export function inRange(x: Execution, subject: Value, range: Range): Term {
  if (subject.kind === 'error') return FALSE;
  const hint = typeOf(subject);
  const low = evaluate(x, range.low, hint);
  const high = range.high === undefined ? low : evaluate(x, range.high, hint ?? typeOf(low));
  if (low.kind === 'error' || high.kind === 'error') return FALSE;
  if (range.high === undefined) {
    if (subject.kind === 'bool')
      return fold(equal(subject.term, toBool(x, low, range.low.span) ?? FALSE));
    const member = memberComparison(subject, low);
    if (member !== false) return member;
  }
  if (subject.kind === 'number' && low.kind === 'number' && high.kind === 'number') {
    return bool(low.value <= subject.value && subject.value <= high.value);
  }
  return inWords(x, subject, low, high, range);
}

/** The same for words, of the width that one of the three has. */
function inWords(x: Execution, subject: Value, low: Value, high: Value, range: Range): Term {
  const { span } = range.low;
  const width = sideWidth(subject) ?? sideWidth(low) ?? sideWidth(high);
  if (width === undefined) {
    report(x.context, 'PG106', span, 'nothing here gives these a width', {
      help: "write a sized literal, for example `8'd5`",
    });
    return FALSE;
  }
  const word = toBits(x, subject, width, span);
  const from = toBits(x, low, width, span);
  const to = range.high === undefined ? from : toBits(x, high, width, range.high.span);
  if (word === undefined || from === undefined || to === undefined) return FALSE;
  if (range.high === undefined) return fold(equal(word, from));
  const operator = isSigned(subject) ? 'bvsle' : 'bvule';
  return both(fold(compare(operator, from, word)), fold(compare(operator, word, to)));
}

export function within(word: Term, low: bigint, high: bigint): Term {
  const width = widthOf(word);
  return both(
    fold(compare('bvule', constant(width, low), word)),
    fold(compare('bvule', word, constant(width, high))),
  );
}
