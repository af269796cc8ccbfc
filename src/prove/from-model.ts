/** From a solver's model of an exact obligation to the states it speaks of. */

import { choicesOf } from '../isa/choices.ts';
import type { Instruction, Machine } from '../isa/machine.ts';
import type { ElementValue, State } from '../isa/state.ts';
import type { StateTerms } from '../question/compile.ts';
import { ANYWHERE } from '../question/same-storage.ts';
import type { Model } from '../smt/solver.ts';
import { evaluate, type Environment } from '../term/evaluate.ts';
import { withWord } from '../term/sparse-map.ts';
import { bits, type Sort } from '../term/term.ts';
import { arrayOf, arrayValue, bitsOf, memoryValue, type Value } from '../term/value.ts';
import type { Inputs, ProgramAddress } from './run.ts';

/** What the model leaves open is zero. */
export function stateFrom(
  machine: Machine,
  { elements, storage }: StateTerms,
  model: Model,
): State {
  const environment: Environment = { variable: (name, sort) => valueIn(model, name, sort) };
  const values = machine.elements.map(({ name, file }): [string, ElementValue] => {
    const term = elements.get(name);
    if (term === undefined) throw new RangeError(`no element ${name}`);
    const value = evaluate(term, environment);
    if (file === undefined) return [name, bitsOf(value)];
    const fixed = file.hardwired.reduce(
      (words, each) => withWord(words, BigInt(each.index), each.value),
      arrayOf(value).words,
    );
    return [name, { kind: 'array', words: fixed }];
  });
  return {
    elements: new Map(values),
    memory: { kind: 'memory', units: arrayOf(evaluate(storage, environment)).words },
  };
}

export function inputsFrom(instruction: Instruction, model: Model): Inputs {
  const operands = instruction.encoding.operands.map(({ name, width }): [string, bigint] => [
    name,
    bitsOf(valueIn(model, `op.${name}`, bits(width))),
  ]);
  const choices = choicesOf(instruction).map(({ name, sort }): [string, Value] => [
    name,
    valueIn(model, name, sort),
  ]);
  return { operands: new Map(operands), choices: new Map(choices), lookedAt: addressesIn(model) };
}

/** Values of the free program addresses of a comparison of storages. */
function addressesIn({ variables }: Model): readonly ProgramAddress[] {
  return [...variables].flatMap(([name, address]) => {
    const [path] = name.startsWith(ANYWHERE) ? name.slice(ANYWHERE.length).split('.') : [];
    return path === undefined || typeof address !== 'bigint' ? [] : [{ path, address }];
  });
}

/** What a variable is in a model; zero if the model leaves it open. */
export function valueIn({ variables, arrays }: Model, name: string, sort: Sort): Value {
  switch (sort.kind) {
    case 'bool':
      return variables.get(name) === true;
    case 'bits': {
      const value = variables.get(name);
      return typeof value === 'bigint' ? value : 0n;
    }
    case 'array':
      return arrayValue(0n, arrays.get(name) ?? []);
    case 'memory':
      return memoryValue(0n);
  }
}
