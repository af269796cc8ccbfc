/**
 * The state of one symbolic execution: what has been assigned so far, whether it has trapped, and
 * whether the running function has returned.
 *
 * Execution forks at a branch and merges behind it, so a flow is always *one* state whose parts
 * are terms. A flow holds only what changed since it was forked; reads fall through to its parent.
 */

import { and, FALSE, isFalse, isTrue, ite, not, or, type Term, TRUE } from '../term/term.ts';
import { bitsValue, boolValue, type Value } from './values.ts';

/** Key of the storage among the slots; elements have their names. */
export const MEMORY_SLOT = '#memory';
/** Key of the successor address: what `pc = …` assigns. */
export const SUCCESSOR_SLOT = '#successor';

/** How it trapped, meaningful where `trapped` holds. */
export interface TrapState {
  readonly trapped: Term;
  readonly memory: Term;
  readonly cause: Term;
  readonly values: readonly Term[];
  readonly resume: Term;
  readonly kept: ReadonlyMap<string, Term>;
}

export interface Flow {
  readonly parent: Flow | undefined;
  /** Every element and the storage, before the instruction. */
  readonly initial: ReadonlyMap<string, Term>;
  /** The successor address before anything is assigned to it, where there is one. */
  readonly next: Term | undefined;
  /** Undefined while nothing is assigned, as in most flows. */
  slots: Map<string, Term> | undefined;
  /** Assignable locals, by their unique key. */
  locals: Map<string, Value> | undefined;
  trap: TrapState;
  returned: Term;
  result: Value | undefined;
  /** What must hold for this execution to be the instruction at hand; see `execute at`. */
  constraint: Term;
}

/** The flow before anything happened. */
export function start(
  initial: ReadonlyMap<string, Term>,
  next: Term | undefined,
  trap: TrapState,
): Flow {
  return {
    parent: undefined,
    initial,
    next,
    slots: undefined,
    locals: undefined,
    trap,
    returned: FALSE,
    result: undefined,
    constraint: TRUE,
  };
}

/** A flow that goes on from here, and whose changes `merge` brings back. */
export function fork(flow: Flow): Flow {
  return {
    parent: flow,
    initial: flow.initial,
    next: flow.next,
    slots: undefined,
    locals: undefined,
    trap: flow.trap,
    returned: flow.returned,
    result: flow.result,
    constraint: flow.constraint,
  };
}

export function setSlot(flow: Flow, key: string, term: Term): void {
  flow.slots ??= new Map();
  flow.slots.set(key, term);
}

export function setLocal(flow: Flow, key: string, value: Value): void {
  flow.locals ??= new Map();
  flow.locals.set(key, value);
}

export function slot(flow: Flow, key: string): Term {
  for (let at: Flow | undefined = flow; at !== undefined; at = at.parent) {
    const term = at.slots?.get(key);
    if (term !== undefined) return term;
  }
  return initialSlot(flow, key);
}

export function local(flow: Flow, key: string): Value {
  for (let at: Flow | undefined = flow; at !== undefined; at = at.parent) {
    const value = at.locals?.get(key);
    if (value !== undefined) return value;
  }
  throw new Error(`no local ${key}`);
}

/** What has been assigned to the state, as a text: equal only where every slot is the same. */
export function assigned(flow: Flow): string {
  let text = '';
  let seen: Set<string> | undefined;
  for (let at: Flow | undefined = flow; at !== undefined; at = at.parent) {
    if (at.slots === undefined) continue;
    seen ??= new Set();
    for (const [key, term] of at.slots) {
      if (seen.has(key)) continue;
      seen.add(key);
      text += ` ${key}=${term.id}`;
    }
  }
  return text;
}

/** Nothing more happens here: it has trapped or returned, whatever the state. */
export function ended(flow: Flow): boolean {
  return isTrue(flow.trap.trapped) || isTrue(flow.returned);
}

/** Traps where `condition` holds, unless an earlier trap came first. */
export function raise(flow: Flow, condition: Term, raised: Omit<TrapState, 'trapped'>): void {
  if (isFalse(condition)) return;
  const before = flow.trap;
  const first = isFalse(before.trapped);
  flow.trap = {
    trapped: either(before.trapped, condition),
    memory: either(before.memory, both(both(opposite(before.trapped), condition), raised.memory)),
    cause: first ? raised.cause : choose(before.trapped, before.cause, raised.cause),
    values: raised.values.map((value, k) =>
      first ? value : choose(before.trapped, before.values[k] ?? value, value),
    ),
    resume: first ? raised.resume : choose(before.trapped, before.resume, raised.resume),
    kept: first ? raised.kept : mergeKept(before.trapped, before.kept, raised.kept, flow),
  };
}

/** Makes `flow` the state after `condition ? then : otherwise`, both forked from it. */
export function merge(flow: Flow, condition: Term, then: Flow, otherwise: Flow): void {
  if (isTrue(then.trap.trapped)) adopt(flow, otherwise);
  else if (isTrue(otherwise.trap.trapped)) adopt(flow, then);
  else {
    for (const key of keysOf(then.slots, otherwise.slots))
      setSlot(flow, key, choose(condition, slot(then, key), slot(otherwise, key)));
    for (const key of keysOf(then.locals, otherwise.locals)) {
      if (!known(flow, key)) continue;
      setLocal(flow, key, chooseValue(condition, local(then, key), local(otherwise, key)));
    }
    flow.returned = chooseBool(condition, then.returned, otherwise.returned);
    flow.result = mergeResults(condition, then, otherwise);
  }
  flow.constraint = chooseBool(condition, then.constraint, otherwise.constraint);
  flow.trap = mergeTraps(flow, condition, then.trap, otherwise.trap);
}

type Keyed = ReadonlyMap<string, unknown> | undefined;

function keysOf(a: Keyed, b: Keyed): Iterable<string> {
  if (a === undefined || b === undefined) return (a ?? b)?.keys() ?? [];
  return new Set([...a.keys(), ...b.keys()]);
}

/** A value that depends on a condition. The two have one type; the elaborator has seen to it. */
export function chooseValue(condition: Term, a: Value, b: Value): Value {
  if (a === b) return a;
  if (a.kind === 'error' || b.kind === 'error') return { kind: 'error' };
  if (a.kind === 'number' && b.kind === 'number' && a.value === b.value) return a;
  if (a.kind === 'bool' && b.kind === 'bool')
    return boolValue(chooseBool(condition, a.term, b.term));
  if (a.kind === 'bits' && b.kind === 'bits')
    return bitsValue(choose(condition, a.term, b.term), a.signed);
  if (a.kind === 'enum' && b.kind === 'enum') {
    return {
      ...a,
      term: choose(condition, a.term, b.term),
      member: a.member === b.member ? a.member : undefined,
    };
  }
  if (a.kind === 'record' && b.kind === 'record') {
    const fields = new Map<string, Value>();
    for (const [name, field] of a.fields)
      fields.set(name, chooseValue(condition, field, b.fields.get(name) ?? field));
    return { ...a, fields };
  }
  throw new TypeError(`cannot merge ${a.kind} and ${b.kind}`);
}

// Boolean builders that drop constants: a static condition leaves no trace in a description's terms.

export function both(a: Term, b: Term): Term {
  if (isFalse(a) || isFalse(b)) return FALSE;
  if (isTrue(a) || a === b) return b;
  return isTrue(b) ? a : and(a, b);
}

export function either(a: Term, b: Term): Term {
  if (isTrue(a) || isTrue(b)) return TRUE;
  if (isFalse(a) || a === b) return b;
  return isFalse(b) ? a : or(a, b);
}

export function opposite(a: Term): Term {
  if (isTrue(a)) return FALSE;
  return isFalse(a) ? TRUE : not(a);
}

export function choose(condition: Term, a: Term, b: Term): Term {
  if (a === b || isTrue(condition)) return a;
  return isFalse(condition) ? b : ite(condition, a, b);
}

function chooseBool(condition: Term, a: Term, b: Term): Term {
  if (a === b) return a;
  if (isTrue(a)) return either(condition, b);
  if (isFalse(a)) return both(opposite(condition), b);
  if (isTrue(b)) return either(opposite(condition), a);
  return isFalse(b) ? both(condition, a) : choose(condition, a, b);
}

function adopt(flow: Flow, branch: Flow): void {
  for (const [key, term] of branch.slots ?? []) setSlot(flow, key, term);
  for (const [key, value] of branch.locals ?? []) if (known(flow, key)) setLocal(flow, key, value);
  flow.returned = branch.returned;
  flow.result = branch.result;
}

/** A local declared outside the branch. */
function known(flow: Flow, key: string): boolean {
  for (let at: Flow | undefined = flow; at !== undefined; at = at.parent)
    if (at.locals?.has(key) === true) return true;
  return false;
}

function mergeResults(condition: Term, then: Flow, otherwise: Flow): Value | undefined {
  if (then.result === undefined || isFalse(then.returned)) return otherwise.result;
  if (otherwise.result === undefined || isFalse(otherwise.returned)) return then.result;
  return chooseValue(condition, then.result, otherwise.result);
}

function mergeTraps(flow: Flow, condition: Term, a: TrapState, b: TrapState): TrapState {
  if (a === b) return a;
  if (isFalse(a.trapped))
    return {
      ...b,
      trapped: both(opposite(condition), b.trapped),
      memory: both(opposite(condition), b.memory),
    };
  if (isFalse(b.trapped))
    return { ...a, trapped: both(condition, a.trapped), memory: both(condition, a.memory) };
  return {
    trapped: chooseBool(condition, a.trapped, b.trapped),
    memory: chooseBool(condition, a.memory, b.memory),
    cause: choose(condition, a.cause, b.cause),
    values: a.values.map((value, k) => choose(condition, value, b.values[k] ?? value)),
    resume: choose(condition, a.resume, b.resume),
    kept: mergeKept(condition, a.kept, b.kept, flow),
  };
}

/** An element kept by one of two traps has, in the other, its value before the instruction. */
function mergeKept(
  condition: Term,
  a: ReadonlyMap<string, Term>,
  b: ReadonlyMap<string, Term>,
  flow: Flow,
): ReadonlyMap<string, Term> {
  if (a === b || (a.size === 0 && b.size === 0)) return a;
  const kept = new Map<string, Term>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const before = initialSlot(flow, key);
    kept.set(key, choose(condition, a.get(key) ?? before, b.get(key) ?? before));
  }
  return kept;
}

function initialSlot(flow: Flow, key: string): Term {
  const term = key === SUCCESSOR_SLOT ? flow.next : flow.initial.get(key);
  if (term === undefined) throw new Error(`no slot ${key}`);
  return term;
}
