/**
 * A spec after checking: the questions asked of every instruction, the classes, theorems and facts
 * that follow from their answers. Plain data, with nothing left to resolve: what a spec `extends`
 * is in it already.
 *
 * A question speaks of one state or of two; formulas name them by position, 0 and 1.
 */

import type { Span } from '../base/span.ts';
import type { Mark, Role } from '../isa/machine.ts';

/** A part of a state that is compared as a whole. */
export type Part = Role | 'storage' | 'time' | 'observed';

export const PARTS: readonly Part[] = [
  'general',
  'pc',
  'mode',
  'map',
  'control',
  'storage',
  'time',
  'observed',
];

/**
 * Before the step, after the step that completed, or after it with the trap entry taken if it
 * trapped; idle: after a step that does only what every completing step does besides.
 */
export type Moment = 'before' | 'after' | 'outcome' | 'idle';

export type StateIndex = 0 | 1;

export const PREDICATES = [
  'supervisor',
  'user',
  'bare_user',
  'within',
  'traps',
  'memory_traps',
  'completes',
] as const;
export type Predicate = (typeof PREDICATES)[number];

export type StateValue =
  | {
      readonly kind: 'whole';
      readonly state: StateIndex;
      readonly moment: Moment;
      readonly part: Part;
    }
  /** The address that a trap saves. */
  | { readonly kind: 'resume'; readonly state: StateIndex }
  /** Why it traps; causes of one group are equal. */
  | { readonly kind: 'cause'; readonly state: StateIndex };

export type StateFormula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly operand: StateFormula }
  | {
      readonly kind: 'and' | 'or' | 'implies';
      readonly left: StateFormula;
      readonly right: StateFormula;
    }
  | Predication
  /**
   * The step memory-traps, and would not if its accesses had the rights that this path has at the
   * same addresses. False of a machine without the path.
   */
  | { readonly kind: 'lacks-right'; readonly state: StateIndex; readonly path: string }
  | { readonly kind: 'equal'; readonly left: StateValue; readonly right: StateValue };

/** `at` another moment than before the step only in questions of our own; not of `traps` and the like. */
export interface Predication {
  readonly kind: 'predicate';
  /** `valid`: the machine's invariants hold. */
  readonly predicate: Predicate | 'valid';
  readonly state: StateIndex;
  readonly at: Moment;
}

/** What the program is taken to see, of a machine and of its storage. */
export interface Observation {
  readonly parts: readonly Exclude<Part, 'observed'>[];
  /** Elements so marked are not compared, neither here nor in `general` and `control` by name. */
  readonly except: readonly Mark[];
  /** Elements, banks and paths by name, and `storage`, that are not compared either. */
  readonly without?: readonly string[];
  /** What differed before the step and was left alone by both counts as a difference, too. */
  readonly isWhole?: boolean;
}

/** What may differ between the two states of a pair: all elements of a role, or so marked, or one. */
export type Differing = Role | Mark | { readonly element: string };

/** One conjunct of a frame or one excuse, with its text for reports. */
export interface Clause {
  readonly formula: StateFormula;
  readonly text: string;
  readonly span: Span;
}

export interface Question {
  readonly name: string;
  readonly title: string;
  readonly citations: readonly string[];
  readonly reading: string | undefined;
  /** One or two states. */
  readonly states: 1 | 2;
  readonly differing: readonly Differing[];
  /** Where each of these is written; nowhere, for a question that no file states. */
  readonly differingSpans: readonly Span[];
  /** The frame: which states or pairs are compared. Each conjunct is one premise. */
  readonly among: readonly Clause[];
  /** Steps that are left out. */
  readonly unless: readonly Clause[];
  readonly suchThat: Clause;
  readonly observation: Observation;
  readonly span: Span;
}

/** A three-valued formula over the answers about one instruction. Classes are already expanded. */
export type ClassFormula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'found' | 'none'; readonly question: string }
  | { readonly kind: 'claimed'; readonly claim: 'privileged' | 'unprivileged' }
  /** The step takes the mapped path of this name, or touches an element so marked. */
  | { readonly kind: 'uses'; readonly name: string }
  | { readonly kind: 'not'; readonly operand: ClassFormula }
  | {
      readonly kind: 'and' | 'or' | 'implies';
      readonly left: ClassFormula;
      readonly right: ClassFormula;
    };

export interface ClassDefinition {
  readonly name: string;
  readonly title: string;
  readonly formula: ClassFormula;
}

export interface Theorem {
  readonly number: number;
  readonly title: string;
  readonly citations: readonly string[];
  /** Must hold of every instruction. */
  readonly requires: ClassFormula;
  readonly span: Span;
}

export interface Fact {
  readonly number: number;
  readonly title: string;
  /** Claimed only of machines for which this theorem holds. */
  readonly given: number | undefined;
  readonly requires: ClassFormula;
  readonly span: Span;
}

export interface Spec {
  readonly name: string;
  readonly title: string;
  readonly citations: readonly string[];
  /** Names of the specs it extends, nearest first. */
  readonly ancestors: readonly string[];
  readonly readings: readonly string[];
  readonly granularity: 'variant' | 'opcode';
  readonly questions: readonly Question[];
  readonly classes: readonly ClassDefinition[];
  readonly theorems: readonly Theorem[];
  readonly facts: readonly Fact[];
}

/** Another spec with the same questions, in which one conjunct of a frame is `false`. */
export function withPremiseReplaced(spec: Spec, question: string, index: number): Spec {
  const target = spec.questions.find(({ name }) => name === question);
  const premise = target?.among[index];
  if (target === undefined || premise === undefined) {
    throw new RangeError(`${spec.name}: no premise ${index} of ${question}`);
  }
  const replaced: Clause = {
    ...premise,
    formula: { kind: 'constant', value: false },
    text: 'false',
  };
  const among = target.among.with(index, replaced);
  return {
    ...spec,
    questions: spec.questions.map((each) => (each === target ? { ...each, among } : each)),
  };
}

/** Every premise of every question, in order: what `withPremiseReplaced` can replace. */
export function premisesOf(
  spec: Spec,
): readonly { readonly question: string; readonly index: number; readonly text: string }[] {
  return spec.questions.flatMap(({ name, among }) =>
    among.map(({ text }, index) => ({ question: name, index, text })),
  );
}
