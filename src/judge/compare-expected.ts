/** Holds verdicts against what was expected of them. Runs after judging, and changes nothing. */

import { matchesPattern } from '../base/wildcard.ts';
import type { ParameterSetting } from '../isa/machine.ts';
import type { ExpectedRow } from '../question/expected.ts';
import type { ExpectedClaim, ExpectedResult, InstructionResult, PairResult } from './result.ts';

/**
 * The rows that speak of this spec, and of pairs and instructions that were asked about.
 *
 * `defaultPair` is the machine's, which a row means that names none. A row that speaks of other
 * settings of the machine's parameters is left out; one that sets what is no parameter means nothing.
 */
export function compareExpected(
  rows: readonly ExpectedRow[],
  spec: string,
  pairs: readonly PairResult[],
  asked: {
    readonly defaultPair: string;
    readonly parameters: readonly Pick<ParameterSetting, 'name' | 'value'>[];
    readonly isEverything: boolean;
  },
): readonly ExpectedResult[] {
  return rows
    .filter((row) => row.spec === spec && !isOfOtherSettings(row, asked.parameters))
    .flatMap((row) => {
      const name = row.pair ?? asked.defaultPair;
      const pair = pairs.find((each) => each.name === name);
      const isKnown = row.settings.every((set) =>
        asked.parameters.some((each) => each.name === set.name),
      );
      const subjects = pair === undefined || !isKnown ? [] : subjectsOf(row, pair);
      if (subjects.length === 0)
        return asked.isEverything ? [result(row, subjectText(row), name, undefined)] : [];
      return subjects.map((subject) => {
        const claims = row.claims.map((claim): ExpectedClaim => ({
          name: claim.name,
          expected: claim.value,
          found: subject.valueOf(claim.name),
        }));
        return result(row, subject.name, name, claims);
      });
    });
}

function isOfOtherSettings(
  { settings }: ExpectedRow,
  parameters: readonly Pick<ParameterSetting, 'name' | 'value'>[],
): boolean {
  return settings.some(({ name, value }) => {
    const parameter = parameters.find((each) => each.name === name);
    return parameter !== undefined && parameter.value !== value;
  });
}

interface Subject {
  readonly name: string;
  /** What was found of a claim by its name. */
  readonly valueOf: (claim: string) => string | undefined;
}

function subjectsOf({ subject }: ExpectedRow, pair: PairResult): readonly Subject[] {
  switch (subject.kind) {
    case 'theorem':
      return pair.theorems
        .filter(({ number }) => number === subject.number)
        .map(({ verdict }) => ({ name: `theorem ${subject.number}`, valueOf: () => verdict }));
    case 'premise':
      return pair.premises
        .filter(({ id }) => id === subject.name.replaceAll('_', '-'))
        .map(({ id, verdict }) => ({ name: `premise ${id}`, valueOf: () => verdict }));
    case 'instruction': {
      const matches = (id: string): boolean => matchesPattern(subject.pattern, id);
      return pair.instructions
        .filter(({ id, variants }) => matches(id) || variants.some(matches))
        .map((each) => ({ name: each.id, valueOf: (claim) => claimOf(each, claim) }));
    }
  }
}

function claimOf(instruction: InstructionResult, claim: string): string | undefined {
  switch (claim) {
    case 'privileged':
    case 'control':
    case 'location':
    case 'mode':
    case 'user':
    case 'sensitive':
      return instruction[claim];
    case 'partly_traps':
      return instruction.partlyTraps;
    case 'innocuous':
      return negated(instruction.sensitive);
    default:
      return instruction.otherClasses.get(claim) ?? behaviourOf(instruction, claim);
  }
}

function negated(truth: string): string {
  if (truth === 'undecided') return truth;
  return truth === 'yes' ? 'no' : 'yes';
}

/** `traps yes`, `ignored yes` and the like: whether user mode makes that of it. */
function behaviourOf(
  { inUserMode, inUserModeUndecided }: InstructionResult,
  claim: string,
): string | undefined {
  const is = (behaviour: string): boolean => behaviour === claim;
  if (inUserMode.some(is)) return 'yes';
  if (inUserModeUndecided.some(is)) return 'undecided';
  return ['same', 'ignored', 'partial', 'exception', 'trap'].some(is) ? 'no' : undefined;
}

function result(
  row: ExpectedRow,
  subject: string,
  pair: string,
  claims: readonly ExpectedClaim[] | undefined,
): ExpectedResult {
  const { source, status, confidence, why, span } = row;
  return {
    source,
    subject,
    pair,
    status,
    confidence,
    why,
    outcome: outcomeOf(claims),
    claims: claims ?? [],
    span,
  };
}

function outcomeOf(claims: readonly ExpectedClaim[] | undefined): ExpectedResult['outcome'] {
  if (claims === undefined || claims.some(({ found }) => found === undefined)) return 'unmatched';
  if (claims.some(({ expected, found }) => found !== expected && found !== 'undecided'))
    return 'disagrees';
  return claims.every(({ expected, found }) => found === expected) ? 'agrees' : 'undecided';
}

function subjectText({ subject }: ExpectedRow): string {
  if (subject.kind === 'instruction') return subject.pattern;
  return subject.kind === 'theorem' ? `theorem ${subject.number}` : `premise ${subject.name}`;
}
