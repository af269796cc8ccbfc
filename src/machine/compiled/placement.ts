/**
 * Where in generated code each subterm is computed, once: in which block of which function.
 *
 * A block is the body of an `if`. A term stands in the innermost block that holds all its uses. If
 * that block would compute it without need, because all uses are in blocks further in, and it is
 * costly, then it becomes a function of its own, which remembers its value: a *region*. So does a
 * term that several functions use, and one of a function that has become large: nothing is written
 * twice but what costs next to nothing, and no function, block or chain of calls grows without end.
 */

import type { Application, Term } from '../../term/term.ts';
import { subterms } from '../../term/walk.ts';
import { CHEAP, COSTLY, Costs } from './cost.ts';

/** Blocks are nested no deeper: the parser of JavaScript is recursive. */
const DEEPEST = 24;
/** Functions call each other no deeper. */
const DEEPEST_CALLS = 64;
/** Terms in one function. */
const LARGEST = 400;

/** A row of arguments of `and`, `or` or `implies`, computed one after the other in their block. */
export interface Segment {
  readonly block: Block;
  readonly arguments: readonly Term[];
}

export interface Item {
  readonly term: Application;
  /** Of an `ite` that jumps: where its second and third argument are computed. */
  readonly branches: readonly [Block, Block] | undefined;
  /** Of a connective that jumps. */
  readonly segments: readonly Segment[] | undefined;
}

export class Region {
  /** What it computes; the main function computes no one term. */
  readonly term: Application | undefined;
  readonly root: Block;
  readonly terms: Application[] = [];

  constructor(term: Application | undefined) {
    this.term = term;
    this.root = new Block(this, undefined);
  }
}

export class Block {
  readonly region: Region;
  readonly parent: Block | undefined;
  readonly depth: number;
  /** Of a branch of an `ite`: the other one. */
  sibling: Block | undefined;
  /** In the order in which they can be computed, once placing is over. */
  readonly items: Item[] = [];

  constructor(region: Region, parent: Block | undefined) {
    this.region = region;
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  inner(): Block {
    return new Block(this.region, this);
  }
}

export interface Placement {
  /** The functions of terms that have one, users before what they use. */
  readonly regions: ReadonlyMap<Term, Region>;
  /** Those to call first, in this order, so that calls do not nest without end. Usually none. */
  readonly first: readonly Region[];
}

/** Fills the blocks with what has to be computed for `roots`, each needed in its block. */
export function place(roots: readonly { term: Term; block: Block }[]): Placement {
  const ordered = subterms(...roots.map(({ term }) => term));
  const costs = new Costs();
  // Arguments first, so that no recursion is deeper than one step.
  for (const term of ordered) costs.of(term);
  const placing = new Placing(costs);
  for (const { term, block } of roots) placing.use(term, block);
  for (const term of ordered.toReversed()) if (term.kind === 'apply') placing.place(term);
  placing.finish();
  return { regions: placing.regions, first: firstOf(placing.regions) };
}

class Placing {
  readonly regions = new Map<Term, Region>();
  readonly #costs: Costs;
  readonly #uses = new Map<Term, Set<Block>>();
  /** Those that become functions because blocks are deep enough. */
  readonly #apart = new Set<Term>();
  readonly #blocks = new Set<Block>();

  constructor(costs: Costs) {
    this.#costs = costs;
  }

  use(term: Term, block: Block): void {
    if (term.kind !== 'apply') return;
    const known = this.#uses.get(term);
    if (known === undefined) this.#uses.set(term, new Set([block]));
    else known.add(block);
  }

  place(term: Application): void {
    for (const block of this.#homesOf(term)) {
      block.region.terms.push(term);
      this.#blocks.add(block);
      block.items.push(this.#itemIn(block, term));
    }
  }

  /** Users were placed before what they use. */
  finish(): void {
    for (const block of this.#blocks) block.items.reverse();
  }

  #homesOf(term: Application): readonly Block[] {
    const uses = this.#uses.get(term) ?? new Set<Block>();
    const groups = byRegion(uses);
    const homes = groups.map(innermostAround);
    const cost = this.#costs.of(term);
    if (!this.#apart.has(term)) {
      if (cost < CHEAP) return homes;
      const [home] = homes;
      const isAlone = homes.length === 1 && home !== undefined;
      if (isAlone && (isNeeded(home, uses) || cost < COSTLY) && home.region.terms.length < LARGEST)
        return homes;
    }
    const region = new Region(term);
    this.regions.set(term, region);
    return [region.root];
  }

  #itemIn(block: Block, term: Application): Item {
    if (term.operator === 'ite') {
      const [condition, ...branches] = term.arguments;
      if (condition !== undefined && branches.some((each) => this.#isCostly(each))) {
        this.use(condition, block);
        const [then, otherwise] = [block.inner(), block.inner()];
        then.sibling = otherwise;
        otherwise.sibling = then;
        for (const [i, each] of branches.entries()) {
          const inner = i === 0 ? then : otherwise;
          this.use(each, inner);
          this.#keepShallow(each, inner);
        }
        return { term, branches: [then, otherwise], segments: undefined };
      }
    }
    const isConnective =
      term.operator === 'and' || term.operator === 'or' || term.operator === 'implies';
    if (isConnective && term.arguments.slice(1).some((each) => this.#isCostly(each))) {
      return { term, branches: undefined, segments: this.#segmentsIn(block, term.arguments) };
    }
    for (const argument of term.arguments) this.use(argument, block);
    return { term, branches: undefined, segments: undefined };
  }

  /** Each costly argument after the first begins a block, within the one before while that is not deep. */
  #segmentsIn(block: Block, args: readonly Term[]): readonly Segment[] {
    const segments: { readonly block: Block; readonly arguments: Term[] }[] = [];
    for (const [i, argument] of args.entries()) {
      const last = segments.at(-1);
      if (last === undefined) segments.push({ block, arguments: [argument] });
      else if (i > 0 && this.#isCostly(argument)) {
        const inner = (last.block.depth < DEEPEST ? last.block : block).inner();
        segments.push({ block: inner, arguments: [argument] });
      } else last.arguments.push(argument);
    }
    for (const segment of segments) {
      for (const argument of segment.arguments) {
        this.use(argument, segment.block);
        this.#keepShallow(argument, segment.block);
      }
    }
    return segments;
  }

  #keepShallow(term: Term, block: Block): void {
    if (block.depth > DEEPEST && this.#isCostly(term)) this.#apart.add(term);
  }

  #isCostly(term: Term): boolean {
    return this.#costs.of(term) >= COSTLY;
  }
}

/** Every so many calls deep one, from what calls nothing on. */
function firstOf(regions: ReadonlyMap<Term, Region>): readonly Region[] {
  const depths = new Map<Region, number>();
  const first: Region[] = [];
  for (const region of [...regions.values()].toReversed()) {
    let depth = 0;
    for (const term of region.terms) {
      for (const argument of term.arguments) {
        const called = regions.get(argument);
        if (called !== undefined) depth = Math.max(depth, (depths.get(called) ?? 0) + 1);
      }
    }
    depths.set(region, depth);
    if (depth > 0 && depth % DEEPEST_CALLS === 0) first.push(region);
  }
  return first;
}

function byRegion(blocks: ReadonlySet<Block>): readonly (readonly Block[])[] {
  const groups = new Map<Region, Block[]>();
  for (const block of blocks) {
    const group = groups.get(block.region);
    if (group === undefined) groups.set(block.region, [block]);
    else group.push(block);
  }
  return [...groups.values()];
}

/** Whether a term with these uses is computed whenever its home is: there, or in both branches. */
function isNeeded(home: Block, uses: ReadonlySet<Block>): boolean {
  const needed = new Set(uses);
  for (const block of needed) {
    const { parent, sibling } = block;
    if (block === home) return true;
    // What is added is visited too.
    if (parent !== undefined && sibling !== undefined && needed.has(sibling)) needed.add(parent);
  }
  return false;
}

/** The innermost block that holds all of them, which belong to one region. */
function innermostAround(blocks: readonly Block[]): Block {
  const [first, ...others] = blocks;
  if (first === undefined) throw new TypeError('a term without a use');
  return others.reduce(aroundBoth, first);
}

function aroundBoth(a: Block, b: Block): Block {
  let [x, y] = [a, b];
  while (x !== y) {
    const deeper: Block = x.depth >= y.depth ? x : y;
    const { parent } = deeper;
    if (parent === undefined) throw new TypeError('blocks of two functions');
    if (deeper === x) x = parent;
    else y = parent;
  }
  return x;
}
