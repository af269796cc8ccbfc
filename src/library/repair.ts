/**
 * The smallest change that makes a theorem hold: which instructions have to trap in user mode.
 *
 * Every instruction that obstructs the theorem is made to trap there, and the machine is judged
 * again; whatever is not needed is taken out again. What is left is necessary, each by its own row:
 * without the trap it is the instruction that obstructs. Of those that are no longer sensitive with
 * the trap, it is tried whether it is enough that they trap where an operand is zero, or is not.
 */

import type { Instruction, Machine, Pair } from '../isa/machine.ts';
import type { Repair, RepairMember } from '../judge/repair.ts';
import type { CheckResult, PairResult, TheoremResult } from '../judge/result.ts';
import type { LoadResult } from '../language/load.ts';
import type { Spec } from '../question/spec.ts';
import { digestOf } from '../term/digest.ts';
import { and, bits, constant, equal, not, variable, type Term } from '../term/term.ts';
import { check, type CheckOptions } from './check.ts';

export interface RepairRequest {
  readonly machine: Machine;
  readonly spec: Spec;
  /** Number of the theorem that is to hold. */
  readonly theorem: number;
  /** Which pair of modes; the machine's first if not given. */
  readonly pair?: string | undefined;
  /** The trap to take, by its name; else the one that the machine's own privileged instructions take. */
  readonly cause?: string | undefined;
  /** The same machine with these items added. */
  readonly load: (items: string) => LoadResult;
  readonly options: CheckOptions;
}

/** No cause was given, and the machine shows none that would do. */
export class NoCause extends Error {
  override readonly name = 'NoCause';
}

/** Throws `NoCause`, and `RangeError` for a theorem, pair or cause that does not exist. */
export async function repair(request: RepairRequest): Promise<Repair> {
  const { machine, spec } = request;
  const pair = pairOf(machine, request.pair);
  const options: CheckOptions = { ...request.options, pairs: [pair.name] };
  const before = await check(machine, spec, options);
  const theorem = theoremOf(before, request.theorem);
  if (theorem.verdict === 'holds') return { kind: 'holds', before };
  if (!before.isComplete || theorem.obstructing.length === 0) return { kind: 'undecided', before };

  const cause = causeOf(request, before);
  const itemsFor = (ids: readonly string[]): string => itemsText(machine, pair, ids, cause);
  const all = theorem.obstructing;
  const stubborn = await obstructingStill(request, options, itemsFor(all), all);
  if (stubborn.length > 0) return { kind: 'impossible', before, stubborn, cause };

  const needed = await withoutNeedless(request, options, all, itemsFor);
  const trapping = await check(loaded(request, itemsFor(needed)), spec, options);
  if (!trapping.isComplete || theoremOf(trapping, request.theorem).verdict !== 'holds')
    return { kind: 'undecided', before };

  const conditions = await narrowed(request, options, needed, trapping, cause);
  const items = itemsText(machine, pair, needed, cause, conditions);
  const after = conditions.size === 0 ? trapping : await check(loaded(request, items), spec, options); // prettier-ignore
  if (!after.isComplete || theoremOf(after, request.theorem).verdict !== 'holds')
    return { kind: 'undecided', before };
  return {
    kind: 'repaired',
    before,
    after,
    members: needed.map((id) => memberOf(id, before, trapping, conditions.get(id))),
    cause,
    items,
  };
}

/** A condition on operands, as the language writes it and as a term. */
interface Condition {
  readonly text: string;
  readonly term: Term;
}

/**
 * Of those for which less than every user state may do, the first condition under which it is enough
 * that they trap. It is asked first of the instruction alone, with only such operands as would not
 * trap; then the change itself is judged.
 */
async function narrowed(
  request: RepairRequest,
  options: CheckOptions,
  needed: readonly string[],
  trapping: CheckResult,
  cause: string,
): Promise<ReadonlyMap<string, string>> {
  const { machine } = request;
  const pair = pairOf(machine, request.pair);
  const conditions = new Map<string, string>();
  for (const id of needed) {
    if (isSensitive(trapping, id)) continue;
    const variants = machine.instructions.filter((each) => isOf(each, id));
    for (const condition of conditionsOn(variants)) {
      // oxlint-disable-next-line no-await-in-loop -- the first that will do is enough
      if (!(await isEnough(request, options, variants, condition))) continue;
      const tried = new Map([...conditions, [id, condition.text]]);
      const items = itemsText(machine, pair, needed, cause, tried);
      // oxlint-disable-next-line no-await-in-loop -- as above
      const still = await obstructingStill(request, options, items, [id]);
      if (still.length > 0) continue;
      conditions.set(id, condition.text);
      break;
    }
  }
  return conditions;
}

/** That an operand is zero, or is not; of operands that all of the variants have. */
function conditionsOn(variants: readonly Instruction[]): readonly Condition[] {
  const [first, ...others] = variants;
  const operands = (first?.encoding.operands ?? []).filter(({ name, width }) =>
    others.every(({ encoding }) =>
      encoding.operands.some((other) => other.name === name && other.width === width),
    ),
  );
  return operands.flatMap(({ name, width }): Condition[] => {
    const isZero = equal(variable(`op.${name}`, bits(width)), constant(width, 0n));
    return [
      { text: `${name} == 0`, term: isZero },
      { text: `${name} != 0`, term: not(isZero) },
    ];
  });
}

/** Whether the theorem holds of the instruction where the condition does not; not if that is nowhere. */
async function isEnough(
  { machine, spec, theorem }: RepairRequest,
  options: CheckOptions,
  variants: readonly Instruction[],
  { term }: Condition,
): Promise<boolean> {
  const instructions = variants.map((each) => ({
    ...each,
    constraint: and(each.constraint, not(term)),
  }));
  const alone = await check({ ...machine, instructions }, spec, {
    ...options,
    premises: false,
    minimise: 'none',
  });
  return theoremOf(alone, theorem).verdict === 'holds';
}

function isSensitive({ pairs }: CheckResult, id: string): boolean {
  return pairs[0]?.instructions.find((each) => each.id === id)?.sensitive !== 'no';
}

/** Those of the ids that obstruct the theorem with the items added, or are not decided. */
async function obstructingStill(
  request: RepairRequest,
  options: CheckOptions,
  items: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const result = await check(loaded(request, items), request.spec, {
    ...options,
    only: ids,
    premises: false,
  });
  const { obstructing, undecided } = theoremOf(result, request.theorem);
  return [...obstructing, ...undecided].filter((id) => ids.includes(id));
}

/**
 * The ids without those that another one's trap reaches: an instruction that executes others traps
 * where these do. One that is what it was when its own trap is left out obstructs as it did.
 */
async function withoutNeedless(
  request: RepairRequest,
  options: CheckOptions,
  all: readonly string[],
  itemsFor: (ids: readonly string[]) => string,
): Promise<readonly string[]> {
  let needed = all;
  for (const id of all) {
    const others = needed.filter((each) => each !== id);
    if (others.length === 0) continue;
    const items = itemsFor(others);
    if (stepsOf(loaded(request, items), id) === stepsOf(request.machine, id)) continue;
    // oxlint-disable-next-line no-await-in-loop -- what is tried depends on what was left out before
    const obstructing = await obstructingStill(request, options, items, [id]);
    if (obstructing.length === 0) needed = others;
  }
  return needed;
}

/** A digest of what the variants of an instruction do. */
function stepsOf({ instructions }: Machine, id: string): string {
  return digestOf(
    instructions
      .filter((each) => isOf(each, id))
      .map(({ step, constraint }) => ({ step, constraint })),
  );
}

function isOf(instruction: Instruction, id: string): boolean {
  return instruction.id === id || instruction.opcode === id;
}

function memberOf(
  id: string,
  before: CheckResult,
  trapping: CheckResult,
  condition: string | undefined,
): RepairMember {
  const [was, is] = [before, trapping].map((result) =>
    result.pairs[0]?.instructions.find((each) => each.id === id),
  );
  if (was === undefined || is === undefined) throw new Error(`${id} is in no report`);
  return { id, before: was, isNeededEverywhere: is.sensitive === 'yes', condition };
}

function loaded({ load }: RepairRequest, items: string): Machine {
  const { machine, diagnostics } = load(items);
  if (machine !== undefined) return machine;
  throw new Error(`the repair is no description: ${diagnostics[0]?.message ?? ''}\n${items}`);
}

function pairOf({ id, pairs }: Machine, name: string | undefined): Pair {
  const pair = name === undefined ? pairs[0] : pairs.find((each) => each.name === name);
  if (pair === undefined) throw new RangeError(`${id} has no pair ${name ?? ''}`);
  return pair;
}

function theoremOf({ pairs, spec }: CheckResult, number: number): TheoremResult {
  const theorem = pairs[0]?.theorems.find((each) => each.number === number);
  if (theorem === undefined) throw new RangeError(`${spec.name} has no theorem ${number}`);
  return theorem;
}

/** The trap that privileged instructions take most often, as their witnesses show. */
function causeOf({ machine, cause }: RepairRequest, { pairs }: CheckResult): string {
  const names = machine.causes.map(({ name }) => name);
  if (cause !== undefined) {
    if (names.includes(cause)) return cause;
    throw new RangeError(`${machine.id} has no trap ${cause}`);
  }
  const taken = new Map<string, number>();
  for (const name of pairs.flatMap(causesTaken)) taken.set(name, (taken.get(name) ?? 0) + 1);
  const [most] = [...taken].toSorted(([, a], [, b]) => b - a);
  if (most !== undefined) return most[0];
  const [only, ...others] = machine.causes.filter(({ memory }) => !memory);
  if (only !== undefined && others.length === 0) return only.name;
  throw new NoCause(`no instruction of ${machine.id} is privileged, so which trap is to be taken?`);
}

function causesTaken({ instructions }: PairResult): readonly string[] {
  return instructions
    .filter(({ privileged }) => privileged === 'yes')
    .flatMap(({ answers }) =>
      [...answers.values()].flatMap((answer) =>
        answer.kind === 'found'
          ? answer.witness.outcomes.flatMap((outcome) =>
              outcome.kind === 'traps' && !outcome.memory ? [outcome.cause] : [],
            )
          : [],
      ),
    );
}

/**
 * `before a, b in user of p { trap illegal }`, one for each condition, under the parameters that are
 * not the usual ones.
 */
function itemsText(
  machine: Machine,
  pair: Pair,
  ids: readonly string[],
  cause: string,
  conditions: ReadonlyMap<string, string> = new Map(),
): string {
  const whose = pair === machine.pairs[0] ? '' : ` of ${pair.name}`;
  const item = [...new Set([undefined, ...conditions.values()])]
    .flatMap((condition) => {
      const alike = ids.filter((id) => conditions.get(id) === condition);
      if (alike.length === 0) return [];
      const names = opcodesWherePossible(machine, alike).join(', ');
      const trap =
        condition === undefined ? `  trap ${cause}` : `  if ${condition} {\n    trap ${cause}\n  }`;
      return [`before ${names} in user${whose} {\n${trap}\n}`];
    })
    .join('\n');
  const settings = machine.parameters.filter(({ isDefault }) => !isDefault);
  return settings.reduceRight(
    (text, { name, value }) => `if ${name} == ${value} {\n${text}\n}`,
    item,
  );
}

/** An opcode stands for its variants where all of them are meant. */
function opcodesWherePossible(
  { instructions }: Machine,
  ids: readonly string[],
): readonly string[] {
  const isWhole = (opcode: string): boolean =>
    instructions.filter((each) => each.opcode === opcode).every(({ id }) => ids.includes(id));
  return [
    ...new Set(
      ids.map((id) => {
        const opcode = instructions.find((each) => each.id === id)?.opcode ?? id;
        return isWhole(opcode) ? opcode : id;
      }),
    ),
  ];
}
