/**
 * What the generated functions of one engine share: the log of written storage, arithmetic, and the
 * functions that terms call, each made when it is first needed.
 */

import type { Machine, Translation } from '../../isa/machine.ts';
import { definitionOf } from '../../term/definition.ts';
import type { Access, Application, Term, Variable } from '../../term/term.ts';
import { FETCH, PHYSICAL } from '../memory-model.ts';
import { createArithmetic, type Arithmetic } from './arithmetic.ts';
import type { Layout } from './fast-state.ts';
import { Generated, limbsOfSort, type Bound, type Surroundings } from './generate.ts';
import { instantiate } from './instantiate.ts';
import { limbCount, literal, type Limbs } from './limbs.ts';
import { called, type MemoryCode } from './operators.ts';
import { createVersions, ZERO_FILE, type Versions } from './versions.ts';

/** Functions whose texts are made here: numbers and typed arrays in, numbers and truths out. */
// oxlint-disable-next-line typescript/no-explicit-any -- the generated text decides
export type Compiled = (...args: readonly any[]) => any;

export interface ProgramOptions {
  readonly layouts: readonly Layout[];
  /** The machine whose paths terms use, and which state its translations read. */
  readonly paths?: { readonly machine: Machine; readonly state: number };
}

export class Program {
  readonly arithmetic: Arithmetic = createArithmetic();
  readonly versions: Versions = createVersions(this.arithmetic);
  readonly memory: MemoryCode;
  readonly #options: ProgramOptions;
  readonly #shared: Map<string, unknown>;
  /** Made so far, by what they compute. */
  readonly #functions = new Map<string, { readonly name: string; readonly code: unknown }>();

  constructor(options: ProgramOptions) {
    this.#options = options;
    const { rest, left, right, wide, multiply, shiftLeft, shiftRight, shiftRightSigned } =
      this.arithmetic;
    this.#shared = new Map<string, unknown>([
      ...Object.entries({ rest, left, right, wide, multiply, shiftLeft, shiftRight }),
      ...Object.entries({ ...this.versions, shiftRightSigned }),
    ]);
    this.memory = this.#memoryCode();
  }

  /** Something that the texts of the caller name. */
  share(name: string, thing: unknown): void {
    this.#shared.set(name, thing);
  }

  /** A function with these parameters; the body is written with the blocks that `write` asks for. */
  compile(
    parameters: readonly string[],
    bound: Surroundings['bound'],
    write: (generated: Generated) => () => string,
  ): Compiled {
    const generated = new Generated({ parameters, bound, memory: this.memory });
    const body = write(generated);
    generated.place();
    const main = body();
    const text = `let epoch=0;\n${generated.functions()}\nreturn function(${parameters.join(',')}){\n${generated.entry()}\n${main}\n}`;
    const imports = new Map(this.#shared);
    for (const { name, code } of this.#functions.values()) {
      if (text.includes(name)) imports.set(name, code);
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the text returns
    return instantiate(text, imports) as Compiled;
  }

  /** A function that returns the value of a term: the lowest limb, with the others in `rest`. */
  compileTerm(parameters: readonly string[], bound: Surroundings['bound'], term: Term): Compiled {
    return this.compile(parameters, bound, (generated) => {
      const { root } = generated;
      generated.need(root, term);
      return () => {
        const computed = generated.statements(root) + generated.values(root, term);
        const [lowest = '0', ...others] = generated.limbs(root, term);
        const puts = others.map((limb, i) => `rest[${i + 1}]=${limb};`).join('');
        return `${computed}\n${puts}return ${lowest};`;
      };
    });
  }

  /** An element of a state, or its storage; undefined if there is no such name. */
  element(state: number, name: string): Bound | undefined {
    const layout = this.#options.layouts[state];
    if (layout === undefined) throw new TypeError(`no state ${state}`);
    if (name === layout.storage.name) return { limbs: [literal(-1 - state)] };
    const slot = layout.slots.get(name);
    if (slot === undefined) return undefined;
    const { element, offset, limbs, registers } = slot;
    if (element.file === undefined) {
      return { limbs: Array.from({ length: limbs }, (_, i) => `e${state}[${offset + i}]`) };
    }
    const file = this.versions.fileNumber({ state, offset, limbs, registers });
    return {
      limbs: [literal(file)],
      register: (index, limb) =>
        `e${state}[${offset + limb}+${limbs === 1 ? index : `${index}*${limbs}`}]`,
    };
  }

  #memoryCode(): MemoryCode {
    const translated = (
      what: string,
      path: string,
      access: string,
      memory: string,
      address: Limbs,
    ): string => {
      const name = this.#translation(what, path, accessOf(access));
      return `${name}(e${this.#options.paths?.state ?? 0},${[memory, ...address].join(',')})`;
    };
    return {
      address: (path, access, memory, address, width, fresh) => {
        if (path === PHYSICAL) return { before: '', values: address, width };
        const { sort } = this.#translationOf(path, accessOf(access)).address;
        const physical = sort.kind === 'bits' ? sort.width : 0;
        const call = translated('address', path, access, memory, address);
        const term = this.#translationOf(path, accessOf(access)).address;
        const emitted = called(term, call, fresh);
        if (emitted.before !== '') return { ...emitted, width: physical };
        const name = fresh();
        return { before: `const ${name}=${call};`, values: [name], width: physical };
      },
      touched: (path, access, memory, address) => {
        // Most maps write nothing.
        if (path === PHYSICAL) return memory;
        const { after } = this.#translationOf(path, accessOf(access));
        if (after.kind === 'variable') return memory;
        return translated('after', path, access, memory, address);
      },
      faults: (path, access, memory, address) =>
        path === PHYSICAL ? 'false' : translated('faults', path, access, memory, address),
      cause: (path, access, memory, address) => translated('cause', path, access, memory, address),
      value: (path, access, k, memory, address) =>
        translated(`value ${k}`, path, access, memory, address),
      readAccess: (path) => (path === FETCH ? 'execute' : 'load'),
      call: (term, args) => `${this.#called(term)}(${args.flat().join(',')})`,
    };
  }

  /** The name of a function of `(elements, storage, limbs of the address)`. */
  #translation(what: string, path: string, access: Access): string {
    return this.#function(`${what} ${path} ${access}`, () => {
      const { state } = this.#pathsOf();
      const translation = this.#translationOf(path, access);
      const count = limbCount(this.#pathOf(path).addressWidth);
      const address = Array.from({ length: count }, (_, i) => `a${i}`);
      const bound = ({ name }: Variable): Bound => {
        if (name === 'access.address') return { limbs: address };
        if (name === this.#options.layouts[state]?.storage.name) return { limbs: ['m'] };
        const found = this.element(state, name);
        if (found === undefined) throw new TypeError(`no value for ${name}`);
        return found;
      };
      const parameters = [`e${state}`, 'm', ...address];
      return this.compileTerm(parameters, bound, partOf(translation, what));
    });
  }

  /** The name of the function that an application calls. */
  #called(term: Application): string {
    const { symbol, parameters, body } = definitionOf(term);
    return this.#function(`call ${symbol}`, () => {
      const names = new Map<string, Limbs>(
        parameters.map(({ name, sort }, i) => [
          name,
          Array.from({ length: limbsOfSort(sort) }, (_, j) => `a${i}_${j}`),
        ]),
      );
      const bound = ({ name }: Variable): Bound => ({ limbs: names.get(name) ?? [] });
      return this.compileTerm([...names.values()].flat(), bound, body);
    });
  }

  #function(key: string, make: () => unknown): string {
    const known = this.#functions.get(key);
    if (known !== undefined) return known.name;
    const code = make();
    const name = `f${this.#functions.size}_`;
    this.#functions.set(key, { name, code });
    return name;
  }

  #translationOf(path: string, access: Access): Translation {
    return this.#pathOf(path).translations[access];
  }

  #pathOf(path: string): Machine['paths'][number] {
    const found = this.#pathsOf().machine.paths.find(({ name }) => name === path);
    if (found === undefined) throw new TypeError(`no path ${path}`);
    return found;
  }

  #pathsOf(): { readonly machine: Machine; readonly state: number } {
    const { paths } = this.#options;
    if (paths === undefined) throw new TypeError('terms on paths, where only physical is known');
    return paths;
  }
}

/** Zero of a sort: what an undefined choice is where nobody chooses. */
export function zeroOf({ sort }: Variable): Bound {
  switch (sort.kind) {
    case 'bool':
      return { limbs: ['false'] };
    case 'bits':
      return { limbs: Array.from({ length: limbCount(sort.width) }, () => '0') };
    case 'array':
      return { limbs: [literal(ZERO_FILE)] };
    case 'memory':
      throw new TypeError('storage is never chosen');
  }
}

/** A value among the limbs of an argument row. */
export function argumentAt(row: string, offset: number, { sort }: Variable): Bound {
  if (sort.kind === 'bool') return { limbs: [`(${row}[${offset}]!==0)`] };
  if (sort.kind !== 'bits') throw new TypeError('arguments are words and truths');
  return {
    limbs: Array.from({ length: limbCount(sort.width) }, (_, i) => `${row}[${offset + i}]`),
  };
}

function partOf({ address, faults, cause, values, after }: Translation, what: string): Term {
  switch (what) {
    case 'address':
      return address;
    case 'faults':
      return faults;
    case 'cause':
      return cause;
    case 'after':
      return after;
    default: {
      const value = values[Number(what.slice('value '.length))];
      if (value === undefined) throw new TypeError(`no trap ${what}`);
      return value;
    }
  }
}

function accessOf(access: string): Access {
  if (access === 'execute' || access === 'load' || access === 'store') return access;
  throw new TypeError(`no kind of access: ${access}`);
}
