import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/isa/machine.ts';
import { listMachines } from '../../../src/library/machine-files.ts';
import { wholeMachineJson, wholeMachineText } from '../../../src/report/machine-json.ts';
import { sortText, type Term } from '../../../src/term/term.ts';
import { subterms } from '../../../src/term/walk.ts';
import { shippedMachine } from '../../helpers/machines.ts';
import { schemaErrors } from '../../helpers/schemas.ts';
import { tinyMachine } from '../../helpers/tiny-machine.ts';

const MACHINES = [
  ...listMachines().map(({ id }) => ({ name: id, machine: shippedMachine(id) })),
  { name: 'riscv with XLEN=32', machine: shippedMachine('riscv', { XLEN: 32n }) },
];

describe.each(MACHINES)('the JSON of $name', ({ machine }) => {
  const json = read(machine);

  it('is as its schema says', () => {
    expect(schemaErrors('machine', json)).toStrictEqual([]);
  });

  it('has every part of the machine, and every term', () => {
    const { format, version, terms, ...parts } = json;

    expect([format, version]).toStrictEqual(['popek-machine', 1]);
    expect(differences(machine, parts, placesOf(terms))).toStrictEqual([]);
  });
});

describe('wholeMachineText', () => {
  it('has a line for each instruction and each term, arguments first', () => {
    const { instructions, terms } = read(tinyMachine());
    const lines = wholeMachineText(tinyMachine()).split('\n');

    expect(lines.filter((line) => line.startsWith('    {"id":'))).toHaveLength(instructions.length);
    expect(lines.filter((line) => line.startsWith('    {"kind":'))).toHaveLength(terms.length);
    for (const [place, term] of terms.entries()) {
      for (const argument of term.arguments ?? []) expect(argument).toBeLessThan(place);
    }
  });

  it('says what the data says', () => {
    expect(read(tinyMachine())).toStrictEqual(wholeMachineJson(tinyMachine()));
  });
});

// Helpers

interface TermJson {
  readonly kind: string;
  readonly sort: string;
  readonly value?: number | string;
  readonly name?: string;
  readonly operator?: string;
  readonly parameters?: readonly (number | string)[];
  readonly arguments?: readonly number[];
}

interface MachineJson {
  readonly format: string;
  readonly version: number;
  readonly instructions: readonly unknown[];
  readonly terms: readonly TermJson[];
}

function read(machine: Machine): MachineJson {
  return JSON.parse(wholeMachineText(machine));
}

/** Terms that are alike have one number, whether they come from a machine or from its JSON. */
const known = new Map<string, number>();
const numbers = new Map<Term, number>();

function numberOf(parts: readonly unknown[], argumentNumbers: readonly number[]): number {
  const key = JSON.stringify([...parts, argumentNumbers]);
  const number = known.get(key) ?? known.size;
  known.set(key, number);
  return number;
}

function numberOfTerm(root: Term): number {
  for (const term of subterms(root)) {
    if (numbers.has(term)) continue;
    const own =
      term.kind === 'constant'
        ? String(term.value)
        : term.kind === 'variable'
          ? term.name
          : [term.operator, term.parameters];
    const given = term.kind === 'apply' ? term.arguments : [];
    const argumentNumbers = given.map((argument) => numbers.get(argument) ?? -1);
    numbers.set(term, numberOf([term.kind, sortText(term.sort), own], argumentNumbers));
  }
  return numbers.get(root) ?? -1;
}

/** The number of each term of the table. */
function placesOf(terms: readonly TermJson[]): readonly number[] {
  const places: number[] = [];
  for (const { kind, sort, value, name, operator, parameters, ...term } of terms) {
    const own = value !== undefined ? String(value) : (name ?? [operator, parameters]);
    const argumentNumbers = (term.arguments ?? []).map((place) => places[place] ?? -1);
    places.push(numberOf([kind, sort, own], argumentNumbers));
  }
  return places;
}

/** Where the two say something different. */
function differences(
  value: unknown,
  json: unknown,
  places: readonly number[],
  path = '',
): readonly string[] {
  if (isTerm(value)) {
    return typeof json === 'number' && places[json] === numberOfTerm(value) ? [] : [path];
  }
  if (typeof value === 'bigint') return String(json) === String(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return json === value ? [] : [path];
  const own = partsOf(value).filter(([, part]) => part !== undefined);
  const other = new Map(partsOf(json));
  const isWhole = own.length === other.size && Array.isArray(value) === Array.isArray(json);
  return [
    ...(isWhole ? [] : [path]),
    ...own.flatMap(([key, part]) => differences(part, other.get(key), places, `${path}.${key}`)),
  ];
}

function partsOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (value instanceof Map) return [...value].map(([key, part]) => [String(key), part]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function isTerm(value: unknown): value is Term {
  return typeof value === 'object' && value !== null && 'depth' in value && 'sort' in value;
}
