/**
 * What several specs say of one machine, side by side: the verdicts of their theorems, and the
 * instructions on which they disagree, each with the reason.
 *
 * Everything is said against the first spec, the default. A reason is a question that was found
 * under one of two specs and not under the other, or what the step uses.
 */

import { assertNever } from '../base/assert-never.ts';
import { decide } from '../judge/decide.ts';
import type { InstructionResult, PairResult } from '../judge/result.ts';
import type { Truth, Verdict } from '../judge/truth.ts';
import type { Part, Question, Spec, StateFormula, Theorem } from '../question/spec.ts';
import type { Witness } from '../question/witness.ts';
import { reasonsFor, usesFor } from './reasons.ts';
import type { Reported } from './reported.ts';

/** What one spec says of one instruction. */
export interface SpecVerdict {
  readonly sensitive: Truth;
  readonly privileged: Truth;
  /** Whether it stands in the way of the spec's first theorem. */
  readonly obstructing: Truth;
}

export interface Disagreement {
  readonly id: string;
  readonly opcode: string;
  /** In the order of the specs. */
  readonly verdicts: readonly SpecVerdict[];
  /** Sentences, each with the specs that it speaks of beside the default. */
  readonly why: readonly { readonly specs: readonly string[]; readonly text: string }[];
}

export interface PairComparison {
  readonly pair: PairResult;
  readonly theorems: readonly {
    readonly number: number;
    /** Undefined: the spec has no such theorem. */
    readonly verdicts: readonly (Verdict | undefined)[];
  }[];
  readonly disagreements: readonly Disagreement[];
  /** Instructions of which all say the same. */
  readonly agreeing: number;
}

/** The first is the default; all are about one machine. */
export function compareSpecs(sides: readonly Reported[]): readonly PairComparison[] {
  const [first] = sides;
  if (first === undefined) return [];
  return first.result.pairs.map((pair) => comparePair(sides, pair));
}

function comparePair(sides: readonly Reported[], pair: PairResult): PairComparison {
  const others = sides.map(({ result }) => result.pairs.find(({ name }) => name === pair.name));
  const numbers = new Set(others.flatMap((each) => each?.theorems.map(({ number }) => number)));
  const asked = new Set(pair.instructions.flatMap(({ variants }) => variants));
  const instructions = sides[0]?.machine.instructions.filter(({ id }) => asked.has(id)) ?? [];
  const compared = instructions.flatMap(({ id, opcode }): Disagreement[] => {
    const results = others.map((each) =>
      each?.instructions.find(({ variants }) => variants.includes(id)),
    );
    const voices = sides.flatMap((side, i): Voice[] => {
      const result = results[i];
      return result === undefined ? [] : [voiceOf(side, result)];
    });
    return [{ id, opcode, verdicts: voices.map(({ verdict }) => verdict), why: whyOf(voices) }];
  });
  const disagreements = compared.filter(({ verdicts }) => !agree(verdicts));
  return {
    pair,
    theorems: [...numbers].flatMap((number) =>
      number === undefined
        ? []
        : [
            {
              number,
              verdicts: others.map(
                (each) => each?.theorems.find((theorem) => theorem.number === number)?.verdict,
              ),
            },
          ],
    ),
    disagreements,
    agreeing: compared.length - disagreements.length,
  };
}

/** One spec, and what it says of the instruction at hand. */
interface Voice {
  readonly reported: Reported;
  readonly result: InstructionResult;
  readonly theorem: Theorem | undefined;
  readonly verdict: SpecVerdict;
}

function voiceOf(reported: Reported, result: InstructionResult): Voice {
  const [theorem] = reported.spec.theorems;
  const holds = theorem === undefined ? 'undecided' : decide(theorem.requires, result);
  const obstructing = { yes: 'no', no: 'yes', undecided: 'undecided' } as const;
  const { sensitive, privileged } = result;
  return {
    reported,
    result,
    theorem,
    verdict: { sensitive, privileged, obstructing: obstructing[holds] },
  };
}

/** Claims of a manual are no verdict, so whether it is privileged is not compared by itself. */
function agree(verdicts: readonly SpecVerdict[]): boolean {
  const said = verdicts.map(({ sensitive, obstructing }) => `${sensitive} ${obstructing}`);
  return new Set(said).size <= 1;
}

/** Sentences that read alike are said once, of all their specs. */
function whyOf([first, ...others]: readonly Voice[]): Disagreement['why'] {
  if (first === undefined) return [];
  const specs = new Map<string, string[]>();
  for (const other of others) {
    if (agree([first.verdict, other.verdict])) continue;
    const text = sentence(first, other);
    specs.set(text, [...(specs.get(text) ?? []), other.reported.spec.name]);
  }
  return [...specs].map(([text, names]) => ({ specs: names, text }));
}

/** Said of `other`, whose name stands before it. */
function sentence(first: Voice, other: Voice): string {
  const [a, b] = [first.verdict, other.verdict];
  if ([a, b].some((each) => each.sensitive === 'undecided' || each.obstructing === 'undecided'))
    return `${verdictText(b)}; one of the two is undecided.`;
  const base = first.reported.spec.name;
  if (b.sensitive === 'yes' && a.sensitive === 'no')
    return `${verdictText(b)}: ${sensitiveBecause(other, first)}.`;
  if (b.sensitive === 'no' && a.sensitive === 'yes')
    return `${verdictText(b)}: ${base} finds that ${sensitiveBecause(first, other)}.`;
  return b.obstructing === 'yes'
    ? `${verdictText(b)}: ${requirementText(other)}; under ${base} ${requirementText(first)}.`
    : `${verdictText(b)}: ${requirementText(other)}; ${base} finds that ${requirementText(first)}.`;
}

function verdictText({ sensitive, obstructing }: SpecVerdict): string {
  const words = { yes: 'sensitive', no: 'not sensitive', undecided: 'perhaps sensitive' };
  const stands = { yes: 'obstructing', no: 'not obstructing', undecided: 'perhaps obstructing' };
  return `${words[sensitive]}, ${stands[obstructing]}`;
}

/** What makes it sensitive under one spec, and why not under the other. */
function sensitiveBecause(voice: Voice, other: Voice): string {
  const { spec, machine } = voice.reported;
  const formula = spec.classes.find(({ name }) => name === 'sensitive')?.formula;
  if (formula === undefined) return 'its classes say so';
  const reasons = reasonsFor(formula, voice.result).flatMap(({ question, answer }) => {
    const asked = spec.questions.find(({ name }) => name === question);
    if (asked === undefined || answer.kind !== 'found') return [];
    const isNews = other.result.answers.get(question)?.kind !== 'found';
    return [{ asked, witness: answer.witness, isNews }];
  });
  const reason = reasons.find(({ isNews }) => isNews) ?? reasons[0];
  if (reason !== undefined) {
    const { asked, witness } = reason;
    return `it ${lower(asked.title)} (${detailOf(machine, asked, witness)}), ${notBy(asked, other)}`;
  }
  const uses = usesFor(formula, voice.result);
  const name = other.reported.spec.name;
  return uses.length === 0
    ? 'its classes say so'
    : `it uses ${uses.join(' and ')}, which ${name} does not ask`;
}

/** Why the other spec does not count it. */
function notBy({ name }: Question, { reported, result }: Voice): string {
  const { spec } = reported;
  const asked = spec.questions.find((each) => each.name === name);
  if (asked === undefined) return `which ${spec.name} does not ask`;
  return result.answers.get(name)?.kind === 'found'
    ? `which ${spec.name} does not count`
    : `and under ${spec.name} it never ${lower(asked.title)}`;
}

/** Which resource, or which observation. */
function detailOf(
  machine: Reported['machine'],
  { states, suchThat }: Question,
  witness: Witness,
): string {
  const differing = witness.differing.map(({ what }) => what);
  if (states === 2) {
    const observed = witness.observed.map(({ what }) => what);
    const traps = witness.outcomes.filter(({ kind }) => kind === 'traps').length;
    const after =
      traps === 1
        ? ', one of the two traps'
        : observed.length === 0
          ? ''
          : `, ${shortList(observed, '')} after`;
    return `${shortList(differing, 'nothing')} before${after}`;
  }
  const [before] = witness.states;
  const after = witness.outcomes[0]?.after;
  const parts = partsIn(suchThat.formula);
  const changed = machine.elements.flatMap(({ name, role, marks }) => {
    const isMeant = parts.has(role) || (parts.has('time') && marks.includes('time'));
    const isSame = before?.elements.get(name) === after?.elements.get(name);
    return isMeant && !isSame ? [name] : [];
  });
  return `${shortList(changed, 'the state')} ${changed.length > 1 ? 'change' : 'changes'}`;
}

/** The parts of states that a formula compares. */
function partsIn(formula: StateFormula): ReadonlySet<Part> {
  switch (formula.kind) {
    case 'equal':
      return new Set(
        [formula.left, formula.right].flatMap((value) =>
          value.kind === 'whole' ? [value.part] : [],
        ),
      );
    case 'not':
      return partsIn(formula.operand);
    case 'and':
    case 'or':
    case 'implies':
      return new Set([...partsIn(formula.left), ...partsIn(formula.right)]);
    case 'constant':
    case 'predicate':
    case 'lacks-right':
      return new Set();
    default:
      return assertNever(formula);
  }
}

const MOST_NAMED = 2;

function shortList(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const more = names.length > MOST_NAMED ? ' and more' : '';
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** What decides the first theorem's requirement, as a clause about the instruction. */
function requirementText({ reported, result, theorem }: Voice): string {
  if (theorem === undefined) return 'there is no theorem';
  const { requires } = theorem;
  const wanted = requires.kind === 'implies' ? requires.right : requires;
  const clauses = reasonsFor(wanted, result).flatMap(({ question, answer }) => {
    const title = lower(titleOf(reported.spec, question));
    if (answer.kind === 'found') return [`it ${title}`];
    return answer.kind === 'none' ? [`it never ${title}`] : [];
  });
  return clauses.length === 0 ? 'its manual claims it' : clauses.join(' and ');
}

function titleOf({ questions }: Spec, question: string): string {
  return questions.find(({ name }) => name === question)?.title ?? question;
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
