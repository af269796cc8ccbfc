/**
 * What a map file can ask of a machine as a whole: whether and where an access by one of its paths
 * reaches storage, and whether it would take an interrupt. The answers are the description's own terms,
 * in the state at hand; those of the virtual machine read its storage in the window.
 */

import type { Machine, Translation } from '../isa/machine.ts';
import { VIRTUAL, WINDOW } from '../isa/monitor-map.ts';
import { rewriteBottomUp } from '../term/substitute.ts';
import { binary, bits, compare, concat, constant, ite, or, read, variable, type Access, type Term } from '../term/term.ts'; // prettier-ignore
import type { Expression } from './ast.ts';
import { didYouMean, type Execution, type MapFunction, report } from './context.ts';
import { toBits } from './convert.ts';
import { evaluate, evaluateStatic } from './expressions.ts';
import { MEMORY_SLOT, slot } from './flow.ts';
import { bitsValue, boolValue, ERROR, type Value } from './values.ts';

/** The two machines of a map. */
export interface MappedMachines {
  readonly real: Machine;
  readonly virtual: Machine;
}

type Call = Extract<Expression, { kind: 'call' }>;

export function mapFunctions(machines: MappedMachines): ReadonlyMap<string, MapFunction> {
  return new Map<string, MapFunction>([
    ['faults', (x, e) => accessed(machines, x, e, ({ faults }, term) => boolValue(term(faults)))],
    ['place', (x, e) => accessed(machines, x, e, ({ address }, term) => bitsValue(term(address)))],
    ['interrupted', (x, e) => interrupted(machines, x, e)],
    ['stored', (x, e) => stored(machines, x, e)],
  ]);
}

/** `faults(virtual.data, a, load)` */
function accessed(
  machines: MappedMachines,
  x: Execution,
  e: Call,
  make: (translation: Translation, term: (of: Term) => Term) => Value,
): Value {
  const [path, address, access] = e.arguments;
  if (path?.kind !== 'name' || address === undefined || access?.kind !== 'name')
    return refuse(x, e, 'a path, an address and a kind of access', '(virtual.data, a, load)');
  const isVirtual = path.name.startsWith(VIRTUAL);
  const machine = isVirtual ? machines.virtual : machines.real;
  const name = isVirtual ? path.name.slice(VIRTUAL.length) : path.name;
  const found = machine.paths.find((each) => each.name === name);
  const kind = ACCESSES.find((each) => each === access.name);
  if (found === undefined || kind === undefined) {
    const [unknown, known] =
      found === undefined
        ? [path, machine.paths.map((each) => (isVirtual ? `${VIRTUAL}${each.name}` : each.name))]
        : [access, ACCESSES];
    const what = found === undefined ? 'path' : 'kind of access';
    report(x.context, 'PG101', unknown.span, `unknown ${what} \`${unknown.name}\``, {
      help: didYouMean(unknown.name, known) ?? `there are ${known.join(', ')}`,
    });
    return ERROR;
  }
  const width = found.addressWidth;
  const at = toBits(x, evaluate(x, address, { kind: 'bits', width }), width, address.span);
  if (at === undefined) return ERROR;
  const term = termsOf(machines, x, isVirtual, new Map([['access.address', at]]));
  return make(found.translations[kind], term);
}

const ACCESSES = ['execute', 'load', 'store'] as const satisfies readonly Access[];

/** `interrupted(virtual)` */
function interrupted(machines: MappedMachines, x: Execution, e: Call): Value {
  const [which] = e.arguments;
  if (which?.kind !== 'name' || !['virtual', 'real'].includes(which.name) || e.arguments.length > 1)
    return refuse(x, e, 'a machine', '(virtual)');
  const isVirtual = which.name === 'virtual';
  const { interrupts } = isVirtual ? machines.virtual : machines.real;
  const term = termsOf(machines, x, isVirtual, new Map());
  return boolValue(or(...interrupts.map(({ condition }) => term(condition))));
}

/** `stored(a)`, `stored(a, 8)`: what the virtual storage holds. */
function stored({ virtual }: MappedMachines, x: Execution, e: Call): Value {
  const [address, count] = e.arguments;
  if (address === undefined || e.arguments.length > 2)
    return refuse(x, e, 'an address and, if not one, a number of units', '(a, 8)');
  const { addressWidth: width } = virtual.storage;
  const at = toBits(x, evaluate(x, address, { kind: 'bits', width }), width, address.span);
  const units = count === undefined ? 1n : evaluateStatic(x, count);
  if (at === undefined || units === undefined) return ERROR;
  return bitsValue(storedAt(virtual, slot(x.flow, MEMORY_SLOT), at, Number(units)));
}

/** Unit by unit; where the virtual machine has no storage, zero. */
function storedAt({ storage }: Machine, memory: Term, address: Term, units: number): Term {
  const { addressWidth, size, unit } = storage;
  const isWhole = size === 2n ** BigInt(addressWidth);
  const one = (i: number): Term => {
    const at = i === 0 ? address : binary('bvadd', address, constant(addressWidth, BigInt(i)));
    const stands = read(WINDOW, memory, at, 1, unit);
    return isWhole ? stands : ite(compare('bvult', at, constant(addressWidth, size)), stands, constant(unit, 0n)); // prettier-ignore
  };
  let word = one(0);
  for (let i = 1; i < units; i += 1) word = concat(one(i), word);
  return word;
}

function refuse(x: Execution, e: Call, what: string, example: string): Value {
  const { text } = e.callee;
  report(x.context, 'PG107', e.span, `\`${text}\` takes ${what}`, {
    help: `for example: ${text}${example}`,
  });
  return ERROR;
}

/** Terms of one of the machines, in the state at hand. */
function termsOf(
  { virtual, real }: MappedMachines,
  x: Execution,
  isVirtual: boolean,
  others: ReadonlyMap<string, Term>,
): (term: Term) => Term {
  const machine = isVirtual ? virtual : real;
  const prefix = isVirtual ? VIRTUAL : '';
  const memory = slot(x.flow, MEMORY_SLOT);
  const memo = new Map<Term, Term>(
    machine.elements.map(({ name, width, file }) => [
      variable(name, file === undefined ? bits(width) : { kind: 'array', index: file.indexWidth, element: width }), // prettier-ignore
      slot(x.flow, `${prefix}${name}`),
    ]),
  );
  const inPlace = (term: Term): Term => {
    if (term.kind === 'variable') return others.get(term.name) ?? term;
    if (term.kind !== 'apply' || term.operator !== 'read') return term;
    const [, address] = term.arguments;
    const [path, units] = term.parameters;
    if (address === undefined || path !== 'physical') throw new TypeError('a translation by a translation'); // prettier-ignore
    const { unit } = machine.storage;
    return isVirtual
      ? storedAt(machine, memory, address, Number(units))
      : read('physical', memory, address, Number(units), unit);
  };
  return (term) => rewriteBottomUp(term, inPlace, memo);
}
