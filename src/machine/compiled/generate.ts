/**
 * The text of the code for terms: blocks and functions where `placement.ts` puts the subterms, and
 * in them one statement for each, as `operators.ts` writes it.
 *
 * Variables are expressions that the caller gives. They are read where they stand, so nothing may be
 * stored before everything is computed.
 */

import { LIMB, limbCount, limbsOf, literal, type Limbs } from './limbs.ts';
import { operation, type MemoryCode } from './operators.ts';
import { place, Region, type Block, type Item, type Placement } from './placement.ts';
import type { Application, Sort, Term, Variable } from '../../term/term.ts';

/** What stands for a variable. */
export interface Bound {
  readonly limbs: Limbs;
  /** Of a register file that a state holds: a limb of the register with this number. */
  readonly register?: (index: string, limb: number) => string;
}

export interface Surroundings {
  readonly bound: (variable: Variable) => Bound;
  /** What every function gets. */
  readonly parameters: readonly string[];
  readonly memory: MemoryCode;
}

/** One function over terms, which is written by asking for blocks of it. */
export class Generated {
  readonly root: Block;
  readonly #surroundings: Surroundings;
  readonly #roots: { term: Term; block: Block }[] = [];
  readonly #values = new Map<Region, Map<Term, Limbs>>();
  readonly #ready = new Map<Block, Set<Region>>();
  #placement: Placement = { regions: new Map<Term, Region>(), first: [] };
  #names = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.root = new Region(undefined).root;
  }

  /** Asks for the values of terms in a block. Everything is asked for before anything is written. */
  need(block: Block, ...terms: readonly Term[]): void {
    for (const term of terms) this.#roots.push({ term, block });
  }

  place(): void {
    this.#placement = place(this.#roots);
  }

  /** Statements that compute what stands in the block. */
  statements(block: Block): string {
    return block.items.map((item) => this.#statement(item, block)).join('\n');
  }

  /** Statements after which `limbs` gives the values of the terms, and these. */
  values(block: Block, ...terms: readonly Term[]): string {
    return this.#calls(block, terms);
  }

  limbs(block: Block, term: Term): Limbs {
    if (term.kind === 'constant') {
      if (term.sort.kind === 'bool') return [term.value === 1n ? 'true' : 'false'];
      const width = term.sort.kind === 'bits' ? term.sort.width : 1;
      return limbsOf(width, term.value).map(literal);
    }
    if (term.kind === 'variable') return this.#surroundings.bound(term).limbs;
    const region = this.#placement.regions.get(term);
    if (region !== undefined && region !== block.region) return this.#remembered(region, term);
    const known = this.#values.get(block.region)?.get(term);
    if (known === undefined) throw new TypeError(`${term.operator} has no place`);
    return known;
  }

  /** An expression for a term of one limb, or for a truth. */
  single(block: Block, term: Term): string {
    const [limb = ''] = this.limbs(block, term);
    return limb;
  }

  /** The functions beside the main one, and what they remember. */
  functions(): string {
    const parameters = this.#surroundings.parameters.join(',');
    return [...this.#placement.regions]
      .map(([term, region]) => {
        const name = this.#nameOf(region);
        const variables = this.#remembered(region, term);
        const body = this.statements(region.root);
        const limbs = this.limbs(region.root, term);
        return [
          `let ${name}_at=-1;`,
          ...variables.map((variable) => `let ${variable}=0;`),
          `function ${name}(${parameters}){`,
          `${name}_at=epoch;`,
          body,
          ...variables.map((variable, i) => `${variable}=${limbs[i] ?? '0'};`),
          '}',
        ].join('\n');
      })
      .join('\n');
  }

  /** What the main function does first, so that nothing is remembered from another call. */
  entry(): string {
    const { regions, first } = this.#placement;
    if (regions.size === 0) return '';
    const parameters = this.#surroundings.parameters.join(',');
    const calls = first.map((region) => `${this.#nameOf(region)}(${parameters});`);
    return `epoch+=1;${calls.join('')}`;
  }

  #statement(item: Item, block: Block): string {
    const { term } = item;
    if (item.segments !== undefined) return this.#connective(item, block);
    if (item.branches !== undefined) return this.#choice(item, item.branches, block);
    const calls = this.#calls(block, term.arguments);
    const { before, values } = operation(term, {
      limbs: (argument) => this.limbs(block, argument),
      register: (argument) =>
        argument.kind === 'variable' ? this.#surroundings.bound(argument).register : undefined,
      fresh: () => this.#fresh(),
      memory: this.#surroundings.memory,
    });
    return calls + before + this.#keep(block, term, values);
  }

  #choice({ term }: Item, [then, otherwise]: readonly [Block, Block], block: Block): string {
    const [condition, one, other] = term.arguments;
    if (condition === undefined || one === undefined || other === undefined) throw arity(term);
    const calls = this.#calls(block, [condition]);
    const test = this.single(block, condition);
    const names = this.#declare(block, term);
    const branch = (inner: Block, chosen: Term): string => {
      const computed = this.statements(inner) + this.#calls(inner, [chosen]);
      const limbs = this.limbs(inner, chosen);
      return computed + names.map((name, i) => `${name}=${limbs[i] ?? '0'};`).join('');
    };
    return `${calls}let ${names.map((name) => `${name}=0`).join(',')};if(${test}){${branch(then, one)}}else{${branch(otherwise, other)}}`;
  }

  #connective({ term, segments = [] }: Item, block: Block): string {
    const [name = ''] = this.#declare(block, term);
    const goesOn = term.operator === 'or' ? `!${name}` : name;
    const separator = term.operator === 'or' ? '||' : '&&';
    let text = '';
    let open = 0;
    for (const [i, segment] of segments.entries()) {
      const inner = segment.block;
      const args = segment.arguments;
      if (i > 0) {
        if (inner.parent !== segments[i - 1]?.block) {
          text += '}'.repeat(open);
          open = 0;
        }
        text += `if(${term.operator === 'implies' ? `!${name}` : goesOn}){`;
        open += 1;
        text += this.statements(inner);
      }
      text += this.#calls(inner, args);
      const truths = args.map((argument) => this.single(inner, argument));
      const value = term.operator === 'implies' ? implication(truths, i) : truths.join(separator);
      text += i === 0 ? `let ${name}=${value};` : `${name}=${value};`;
    }
    return text + '}'.repeat(open);
  }

  /** Calls of the functions whose values are needed, but for those that were called for sure. */
  #calls(block: Block, terms: readonly Term[]): string {
    let text = '';
    for (const term of terms) {
      const region = this.#placement.regions.get(term);
      if (region === undefined || region === block.region || this.#isReady(block, region)) continue;
      const name = this.#nameOf(region);
      text += `if(${name}_at!==epoch)${name}(${this.#surroundings.parameters.join(',')});`;
      const ready = this.#ready.get(block) ?? new Set<Region>();
      this.#ready.set(block, ready.add(region));
    }
    return text;
  }

  #isReady(block: Block, region: Region): boolean {
    for (let at: Block | undefined = block; at !== undefined; at = at.parent) {
      if (this.#ready.get(at)?.has(region) === true) return true;
    }
    return false;
  }

  /** Variables for values that are more than a name or a number. */
  #keep(block: Block, term: Application, values: Limbs): string {
    const kept: string[] = [];
    const names = values.map((value) => {
      if (/^(?:[\w$]+|\(-\d+\))$/u.test(value)) return value;
      const name = this.#fresh();
      kept.push(`${name}=${value}`);
      return name;
    });
    this.#valuesIn(block.region).set(term, names);
    return kept.length === 0 ? '' : `const ${kept.join(',')};`;
  }

  #declare(block: Block, term: Application): Limbs {
    const names = Array.from({ length: limbsOfSort(term.sort) }, () => this.#fresh());
    this.#valuesIn(block.region).set(term, names);
    return names;
  }

  #valuesIn(region: Region): Map<Term, Limbs> {
    const known = this.#values.get(region);
    if (known !== undefined) return known;
    const values = new Map<Term, Limbs>();
    this.#values.set(region, values);
    return values;
  }

  #remembered(region: Region, term: Term): Limbs {
    const name = this.#nameOf(region);
    return Array.from({ length: limbsOfSort(term.sort) }, (_, i) => `${name}_${i}`);
  }

  #nameOf(region: Region): string {
    return `t${region.term?.id ?? ''}`;
  }

  #fresh(): string {
    this.#names += 1;
    return `v${this.#names}`;
  }
}

export function limbsOfSort(sort: Sort): number {
  return sort.kind === 'bits' ? limbCount(sort.width) : 1;
}

/** Of a premise: not it; of both: as it says. */
function implication(truths: readonly string[], i: number): string {
  const [first = '', second] = truths;
  if (i > 0) return first;
  return second === undefined ? `!${first}` : `!${first}||${second}`;
}

function arity(term: Application): TypeError {
  return new TypeError(`${term.operator} of ${term.arguments.length}, in limbs of ${LIMB}`);
}
