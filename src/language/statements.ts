/** Runs statements on a flow: what a body does, as terms. */

import { assertNever } from '../base/assert-never.ts';
import type { Span } from '../base/span.ts';
import type { Element } from '../isa/machine.ts';
import {
  array,
  BOOL,
  bits,
  constant,
  FALSE,
  isFalse,
  isTrue,
  select,
  store,
  TRUE,
  type Term,
  write,
} from '../term/term.ts';
import type { Expression, Block, MatchArm, Statement } from './ast.ts';
import { callFunction } from './calls.ts';
import {
  type Execution,
  inScope,
  newChoice,
  onFork,
  report,
  unroll,
  didYouMean,
  findBinding,
} from './context.ts';
import { coerce } from './convert.ts';
import { armCondition, armsOf, knownArm } from './choices.ts';
import {
  evaluate,
  evaluateBits,
  evaluateCondition,
  evaluateStatic,
  guarded,
} from './expressions.ts';
import {
  choose,
  either,
  ended,
  MEMORY_SLOT,
  merge,
  opposite,
  raise,
  setLocal,
  setSlot,
  slot,
  SUCCESSOR_SLOT,
} from './flow.ts';
import { assign, bankCondition, faultOf, targetType } from './places.ts';
import { resolveType } from './types.ts';
import { bitsValue, countOf, number, typeOf, type Value, type ValueType } from './values.ts';

/** Longest loop that is unrolled. */
const MOST_TURNS = 1024n;

export function runBlock(x: Execution, block: Block): void {
  const { statements } = block;
  if (statements.some(({ kind }) => kind === 'let' || kind === 'var'))
    inScope(x, () => runStatements(x, statements));
  else runStatements(x, statements);
}

function runStatements(x: Execution, statements: readonly Statement[]): void {
  let left = statements.length;
  for (const statement of statements) {
    if (ended(x.flow)) return;
    if (isFalse(x.flow.returned)) {
      runStatement(x, statement);
      left -= 1;
      continue;
    }
    // Some ways have returned: what follows happens only on the others.
    const returned = x.flow.returned;
    const rest = onFork(x, () => {
      x.flow.returned = FALSE;
      runStatements(x, statements.slice(-left));
    });
    merge(
      x.flow,
      returned,
      onFork(x, () => {
        x.flow.returned = TRUE;
      }),
      rest,
    );
    return;
  }
}

function runStatement(x: Execution, statement: Statement): void {
  switch (statement.kind) {
    case 'let':
    case 'var':
      return declare(x, statement);
    case 'assign': {
      const value = evaluate(x, statement.value, targetType(x, statement.target));
      return assign(x, statement.target, value, statement.value.span);
    }
    case 'if': {
      const condition = evaluateCondition(x, statement.condition);
      return branch(
        x,
        condition,
        () => runBlock(x, statement.then),
        () => {
          if (statement.otherwise !== undefined) runBlock(x, statement.otherwise);
        },
      );
    }
    case 'match': {
      const subject = evaluate(x, statement.subject);
      if (subject.kind === 'error') return undefined;
      const arms = armsOf(x, subject, statement.arms, statement.span);
      const known = knownArm(subject, arms);
      return known === undefined ? runArms(x, subject, arms) : runBlock(x, known.body);
    }
    case 'for':
      return loop(x, statement);
    case 'trap':
      return trap(x, statement);
    case 'return':
      return leave(x, statement);
    case 'call':
      callFunction(x, statement.call);
      return undefined;
    case 'execute':
      return execute(x, statement);
    case 'undefined':
      return anything(x, statement);
    default:
      return assertNever(statement);
  }
}

/** Runs both branches and merges them; a known condition runs one. */
function branch(x: Execution, condition: Term, then: () => void, otherwise: () => void): void {
  if (isTrue(condition)) return then();
  if (isFalse(condition)) return otherwise();
  const first = onFork(x, then);
  merge(x.flow, condition, first, onFork(x, otherwise));
}

function runArms(x: Execution, subject: Value, arms: readonly MatchArm<Block>[]): void {
  const [arm, ...rest] = arms;
  if (arm === undefined) return;
  const condition = rest.length === 0 ? TRUE : armCondition(x, subject, arm);
  branch(
    x,
    condition,
    () => runBlock(x, arm.body),
    () => runArms(x, subject, rest),
  );
}

function declare(x: Execution, statement: Extract<Statement, { kind: 'let' | 'var' }>): void {
  const type = statement.type === undefined ? undefined : resolveType(x.context, statement.type);
  const raw = evaluate(x, statement.value, type);
  const value = type === undefined ? raw : coerce(x, raw, type, statement.value.span);
  // A number takes its width where it is used, but a choice is made once, here.
  if (statement.kind === 'let' && value.kind !== 'undefined') {
    x.scope.names.set(statement.name.text, { kind: 'value', value });
    return;
  }
  const known: ValueType | undefined = type ?? typeOf(value);
  if (known === undefined) {
    if (value.kind !== 'error') {
      report(x.context, 'PG106', statement.name.span, `\`${statement.name.text}\` needs a type`, {
        help: `write \`${statement.kind} ${statement.name.text} : bits(…) = …\``,
      });
    }
    x.scope.names.set(statement.name.text, { kind: 'value', value: { kind: 'error' } });
    return;
  }
  const key = freshKey(x, statement.name.text);
  x.scope.names.set(statement.name.text, { kind: 'local', key, type: known });
  // Later values of it are plain words, so the first one is too.
  setLocal(x.flow, key, value.kind === 'bits' ? bitsValue(value.term) : value);
}

/** A key that no other live local has: a block may run many times in one instruction. */
function freshKey(x: Execution, name: string): string {
  x.counter.locals += 1;
  return `${name}#${x.counter.locals}`;
}

function loop(x: Execution, statement: Extract<Statement, { kind: 'for' }>): void {
  const from = evaluateStatic(x, statement.from);
  const to = evaluateStatic(x, statement.to);
  if (from === undefined || to === undefined) return;
  const turns = (from <= to ? to - from : from - to) + 1n;
  if (turns > MOST_TURNS) {
    report(x.context, 'PG112', statement.span, `a loop of ${turns} turns is too long`, {
      help: `loops are unrolled, up to ${MOST_TURNS} turns`,
    });
    return;
  }
  turn(x, statement, from, to);
}

/** One turn, then the others: as nested statements, so that `return` leaves the loop. */
function turn(
  x: Execution,
  statement: Extract<Statement, { kind: 'for' }>,
  at: bigint,
  to: bigint,
): void {
  if (ended(x.flow) || !unroll(x, statement.span)) return;
  const run = (): void => {
    inScope(x, () => {
      x.scope.names.set(statement.variable.text, { kind: 'value', value: number(at) });
      runBlock(x, statement.body);
    });
    if (at !== to) turn(x, statement, at < to ? at + 1n : at - 1n, to);
  };
  const returned = x.flow.returned;
  if (isFalse(returned)) return run();
  const rest = onFork(x, () => {
    x.flow.returned = FALSE;
    run();
  });
  merge(
    x.flow,
    returned,
    onFork(x, () => {
      x.flow.returned = TRUE;
    }),
    rest,
  );
}

function leave(x: Execution, statement: Extract<Statement, { kind: 'return' }>): void {
  if (x.calls.length === 0) {
    report(x.context, 'PG113', statement.span, '`return` is for functions');
    return;
  }
  if (statement.value !== undefined && x.returns !== undefined) {
    const value = coerce(
      x,
      evaluate(x, statement.value, x.returns),
      x.returns,
      statement.value.span,
    );
    x.flow.result = value;
  } else if ((statement.value === undefined) !== (x.returns === undefined)) {
    report(
      x.context,
      'PG113',
      statement.span,
      x.returns === undefined
        ? 'this function declares no result'
        : 'this function returns a value',
    );
  }
  x.flow.returned = TRUE;
}

// Traps.

type TrapStatement = Extract<Statement, { kind: 'trap' }>;

/** A cause that is chosen among several is as many `trap` statements, each under its condition. */
function trap(x: Execution, statement: TrapStatement): void {
  const { cause } = statement;
  if (cause.kind === 'conditional') {
    return branch(
      x,
      evaluateCondition(x, cause.condition),
      () => trap(x, { ...statement, cause: cause.then }),
      () => trap(x, { ...statement, cause: cause.otherwise }),
    );
  }
  if (cause.kind === 'match') {
    const arms = cause.arms.map(({ patterns, body, span }) => {
      const statements = [{ ...statement, cause: body }];
      return { patterns, span, body: { statements, span } };
    });
    return runStatement(x, { ...cause, arms });
  }
  return trapNamed(x, statement);
}

/** A name that nothing has: what is meant is a cause, so that is what is missing. */
function unknownName(x: Execution, e: Expression): string | undefined {
  if (e.kind !== 'name' || x.context.members.has(e.name)) return undefined;
  return findBinding(x, e.name) === undefined ? e.name : undefined;
}

function trapNamed(x: Execution, statement: TrapStatement): void {
  const type = x.context.causeType;
  const name = unknownName(x, statement.cause);
  if (name !== undefined) {
    const causes = x.context.causes.map((cause) => cause.name);
    report(x.context, 'PG307', statement.cause.span, `unknown cause \`${name}\``, {
      help: didYouMean(name, causes) ?? `declare it: \`trap ${name}\``,
    });
    return;
  }
  const value = evaluate(x, statement.cause, type);
  if (value.kind === 'error') return;
  if (
    type === undefined ||
    value.kind !== 'enum' ||
    value.type !== type ||
    value.term.kind !== 'constant'
  ) {
    const { cause } = statement;
    const what = cause.kind === 'name' ? `\`${cause.name}\`` : 'this';
    report(x.context, 'PG307', cause.span, `${what} is no declared cause`, {
      help: 'declare it: `trap NAME`',
    });
    return;
  }
  const code = value.term.value;
  const cause = x.context.causes.find((known) => known.code === code);
  if (cause === undefined) return;
  if (x.body !== 'instruction' && x.body !== 'translate') {
    report(x.context, 'PG302', statement.span, 'nothing may trap here');
    return;
  }
  if (x.body === 'translate' && !cause.memory) {
    report(
      x.context,
      'PG302',
      statement.span,
      `a translation may only take memory traps, and \`${cause.name}\` is none`,
      {
        related: [{ span: cause.span, text: 'declared here' }],
        help: 'declare it as `memory trap …`',
      },
    );
    return;
  }
  if (x.body === 'translate' && (statement.resumes !== undefined || statement.keeping.length > 0)) {
    const message = 'a memory trap resumes at its own instruction and keeps nothing';
    report(x.context, 'PG302', statement.span, message);
    return;
  }
  if (statement.arguments.length > x.context.valueWidths.length) {
    report(
      x.context,
      'PG107',
      statement.span,
      `the trap entry takes ${countOf(x.context.valueWidths.length, 'value')}, got ${statement.arguments.length}`,
    );
    return;
  }
  const values = x.context.valueWidths.map((width, k) => {
    const argument = statement.arguments[k];
    return argument === undefined ? constant(width, 0n) : evaluateBits(x, argument, width);
  });
  const after = statement.resumes === 'next' || cause.resumesNext;
  const resume = (after ? x.next : x.pc) ?? constant(1, 0n);
  raise(x.flow, TRUE, {
    memory: cause.memory ? TRUE : FALSE,
    cause: value.term,
    values,
    resume,
    kept: keptElements(x, statement),
  });
}

function keptElements(x: Execution, statement: TrapStatement): Map<string, Term> {
  const kept = new Map<string, Term>();
  for (const name of statement.keeping) {
    for (const element of elementsNamed(x, name.text, name.span))
      kept.set(element, slot(x.flow, element));
  }
  return kept;
}

/** Names of the leaves of an element. */
function elementsNamed(x: Execution, name: string, span: Span): string[] {
  const leaves = x.context.elements
    .filter((element) => element.name === name || element.name.startsWith(`${name}.`))
    .map((element) => element.name);
  if (leaves.length === 0) report(x.context, 'PG101', span, `unknown state element \`${name}\``);
  return leaves;
}

// `execute at` and `undefined`.

function execute(x: Execution, statement: Extract<Statement, { kind: 'execute' }>): void {
  if (x.execute === undefined || x.body !== 'instruction') {
    report(
      x.context,
      'PG302',
      statement.span,
      '`execute at` belongs in the body of an instruction',
    );
    return;
  }
  const fetch = x.context.globals.get('fetch');
  const width = fetch?.kind === 'path' ? fetch.addressWidth : 1;
  x.execute(x, evaluate(x, statement.address, { kind: 'bits', width }), statement.span);
}

/** The default frame: what the program itself may write, and a trap. Wider where it says so. */
function anything(x: Execution, statement: Extract<Statement, { kind: 'undefined' }>): void {
  if (x.body !== 'instruction') {
    report(
      x.context,
      'PG302',
      statement.span,
      '`undefined` as a statement belongs in an instruction',
    );
    return;
  }
  if (statement.widened.length > 0 && statement.why === undefined) {
    report(x.context, 'PG303', statement.span, 'a wider frame of `undefined` needs a `why`');
  }
  const widened = statement.widened.flatMap((name) => elementsNamed(x, name.text, name.span));
  for (const element of x.context.elements) {
    if (element.role !== 'general' && !widened.includes(element.name)) continue;
    setSlot(x.flow, element.name, anyValue(x, element, statement.span));
  }
  if (x.pc !== undefined && x.next !== undefined)
    setSlot(x.flow, SUCCESSOR_SLOT, newChoice(x, x.pc.sort, statement.span));
  anyStore(x, statement.span);
  anyTrap(x, statement.span);
}

/** Of the element a bank leaves unselected, and of hardwired registers, nothing changes. */
function anyValue(x: Execution, element: Element, span: Span): Term {
  const { name, width, file } = element;
  const before = slot(x.flow, name);
  if (file !== undefined) {
    return file.hardwired.reduce(
      (any: Term, { index }) => {
        const at = constant(file.indexWidth, BigInt(index));
        return store(any, at, select(before, at));
      },
      newChoice(x, array(file.indexWidth, width), span),
    );
  }
  let isSelected = FALSE;
  let isBanked = false;
  for (const binding of x.context.globals.values()) {
    if (binding.kind !== 'bank') continue;
    const { whenTrue, whenFalse } = binding.bank;
    const condition = bankCondition(x, binding);
    if (whenTrue === name) isSelected = either(isSelected, condition);
    if (whenFalse === name) isSelected = either(isSelected, opposite(condition));
    isBanked ||= whenTrue === name || whenFalse === name;
  }
  const any = newChoice(x, bits(width), span);
  return isBanked ? choose(isSelected, any, before) : any;
}

function anyStore(x: Execution, span: Span): void {
  const unit = x.context.storage?.unit ?? 1;
  for (const binding of new Set(x.context.globals.values())) {
    if (binding.kind !== 'path' || binding.path === 'fetch') continue;
    const happens = newChoice(x, BOOL, span);
    const address = newChoice(x, bits(binding.addressWidth), span);
    const value = newChoice(x, bits(unit), span);
    guarded(x, happens, () => faultOf(x, binding.path, 'store', address, span));
    const memory = slot(x.flow, MEMORY_SLOT);
    setSlot(
      x.flow,
      MEMORY_SLOT,
      choose(happens, write(binding.path, memory, address, 1, value), memory),
    );
  }
}

/** Any declared cause that is no memory trap. */
function anyTrap(x: Execution, span: Span): void {
  const codes = x.context.causes.filter((cause) => !cause.memory).map((cause) => cause.code);
  const [first, ...others] = codes;
  const width = x.context.causeType?.width ?? 1;
  if (first === undefined) return;
  const happens = newChoice(x, BOOL, span);
  const cause = others.reduce(
    (term: Term, code) => choose(newChoice(x, BOOL, span), constant(width, code), term),
    constant(width, first),
  );
  const values = x.context.valueWidths.map((w) => newChoice(x, bits(w), span));
  const resume = choose(
    newChoice(x, BOOL, span),
    x.next ?? constant(1, 0n),
    x.pc ?? constant(1, 0n),
  );
  raise(x.flow, happens, { memory: FALSE, cause, values, resume, kept: new Map() });
}
