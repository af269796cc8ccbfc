/**
 * Puts a term of the machine into closed form under a view: its state elements become those of one
 * copy, its storage arrays.
 *
 * A lowering belongs to one context and remembers what it has lowered.
 */

import { rebuild, type Access, type Term } from '../term/term.ts';
import { chooseStorage, type StorageTerm } from './storage-term.ts';
import { writesOf } from './storage-writes.ts';
import type { Context, StorageAt, StorageWrite, View } from './view.ts';

export interface Lowering {
  readonly context: Context;
  term(term: Term): Term;
  storage(memory: Term): StorageTerm;
  /** The writes in a storage term, lowered. */
  writes(memory: Term): readonly StorageWrite[];
}

/** `storageName` is the machine's name for its storage. */
export function lowering(view: View, context: Context, storageName: string): Lowering {
  const terms = new Map<Term, Term>();
  const storages = new Map<Term, StorageTerm>();
  const versions = new Map<Term, number>();

  const lower = (root: Term): void => {
    const stack: Term[] = [root];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (isDone(top)) {
        stack.pop();
        continue;
      }
      const missing =
        top.kind === 'apply' ? top.arguments.filter((argument) => !isDone(argument)) : [];
      if (missing.length > 0) {
        for (const argument of missing.toReversed()) stack.push(argument);
        continue;
      }
      stack.pop();
      if (top.sort.kind === 'memory') storages.set(top, lowerStorage(top));
      else terms.set(top, lowerTerm(top));
    }
  };
  const isDone = (term: Term): boolean =>
    term.sort.kind === 'memory' ? storages.has(term) : terms.has(term);

  const term = (one: Term): Term => {
    if (!terms.has(one)) lower(one);
    return known(terms, one);
  };
  const storage = (one: Term): StorageTerm => {
    if (!storages.has(one)) lower(one);
    return known(storages, one);
  };
  const writes = (memory: Term): readonly StorageWrite[] =>
    writesOf(memory).map((write) => ({
      ...write,
      address: term(write.address),
      value: term(write.value),
      guard: term(write.guard),
    }));

  const lowerStorage = (memory: Term): StorageTerm => {
    if (memory.kind === 'variable' && memory.name === storageName) return context.storage;
    if (memory.kind !== 'apply') throw new TypeError(`no such storage`);
    const [first, second, third] = memory.arguments;
    const [path, parameter] = memory.parameters;
    if (memory.operator === 'touch' && first !== undefined && second !== undefined) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builder takes an Access here
      return view.touch(at(first), String(path), parameter as Access, known(terms, second));
    }
    if (first === undefined || second === undefined || third === undefined)
      throw new TypeError('arity');
    if (memory.operator === 'ite')
      return chooseStorage(known(terms, first), known(storages, second), known(storages, third));
    if (memory.operator !== 'write') throw new TypeError(`${memory.operator} gives no storage`);
    return view.write(
      at(first),
      String(path),
      Number(parameter),
      known(terms, second),
      known(terms, third),
    );
  };

  const lowerTerm = (one: Term): Term => {
    if (one.kind === 'constant') return one;
    if (one.kind === 'variable') return lowerVariable(one, context);
    const [first, second] = one.arguments;
    const [path, parameter, k] = one.parameters;
    if (first?.sort.kind !== 'memory')
      return rebuild(
        one,
        one.arguments.map((argument) => known(terms, argument)),
      );
    if (second === undefined) throw new TypeError('arity');
    const address = known(terms, second);
    const name = String(path);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builders take an Access here
    const access = parameter as Access;
    if (one.operator === 'read') return view.read(at(first), name, Number(parameter), address);
    if (one.operator === 'fault') return view.fault(at(first), name, access, address);
    if (one.operator === 'fault-cause') return view.faultCause(at(first), name, access, address);
    if (one.operator === 'fault-value')
      return view.faultValue(at(first), name, access, Number(k), address);
    throw new TypeError(`${one.operator} on storage`);
  };

  const at = (memory: Term): StorageAt => {
    const isFirst = memory.kind === 'variable';
    if (!isFirst && !versions.has(memory)) versions.set(memory, versions.size + 1);
    return {
      context,
      storage: known(storages, memory),
      version: versions.get(memory) ?? 0,
      history: () => (isFirst ? [] : writes(memory)),
    };
  };

  return { context, term, storage, writes };
}

/** Operands and choices stay: both copies share them. */
function lowerVariable(one: Extract<Term, { kind: 'variable' }>, context: Context): Term {
  const value = context.elements.get(one.name) ?? context.others.get(one.name);
  if (value !== undefined) return value;
  if (one.name.startsWith('op.') || one.name.startsWith('choice.')) return one;
  throw new TypeError(`${one.name} has no meaning here`);
}

function known<Value>(memo: ReadonlyMap<Term, Value>, term: Term): Value {
  const value = memo.get(term);
  if (value === undefined) throw new TypeError('a term was used before it was lowered');
  return value;
}
