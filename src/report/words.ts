/** The words reports use for verdicts and classes. */

import type { InstructionResult } from '../judge/result.ts';
import type { Verdict } from '../judge/truth.ts';
import type { Spec } from '../question/spec.ts';
import type { Style } from './style.ts';

export type Word = Verdict | 'stated' | 'not-run' | 'not-applicable';

const WORDS: Readonly<Record<Word, string>> = {
  holds: 'HOLDS',
  fails: 'DOES NOT HOLD',
  undecided: 'UNDECIDED',
  stated: 'STATED',
  'not-run': 'NOT RUN',
  'not-applicable': 'NOT ASKED',
};

export function verdictWord(verdict: Word): string {
  return WORDS[verdict];
}

/** `text` in the colour of the verdict. */
export function paintVerdict(style: Style, verdict: Word, text: string): string {
  switch (verdict) {
    case 'holds':
      return style.good(text);
    case 'fails':
      return style.bad(text);
    case 'undecided':
      return style.open(text);
    case 'stated':
    case 'not-run':
    case 'not-applicable':
      return style.faint(text);
  }
}

/**
 * What an instruction is, in the words of the spec: `sensitive, privileged`, `innocuous`, `trap`.
 *
 * Source: [POPEK] "Pairs, observation, classes": what completes in no state of either mode is a
 * trap, neither privileged nor sensitive.
 */
export function classWords(
  { classes }: Pick<Spec, 'classes'>,
  instruction: InstructionResult,
): string {
  if (isTrap(instruction)) return 'trap';
  const titleOf = (name: string): string =>
    classes.find((each) => each.name === name)?.title.toLowerCase() ?? name;
  const [sensitive, privileged] = [titleOf('sensitive'), titleOf('privileged')];
  const first = {
    yes: sensitive,
    no: sensitive === 'sensitive' ? 'innocuous' : `not ${sensitive}`,
    undecided: `${sensitive}?`,
  }[instruction.sensitive];
  switch (instruction.privileged) {
    case 'yes':
      return `${first}, ${privileged}`;
    case 'undecided':
      return `${first}, ${privileged}?`;
    case 'no':
      return instruction.sensitive === 'yes' && privileged === 'privileged'
        ? `${first}, NOT privileged`
        : first;
  }
}

/** It completes in no state of either mode. */
export function isTrap({ answers, sensitive }: InstructionResult): boolean {
  const isNever = (question: string): boolean => answers.get(question)?.kind === 'none';
  return sensitive === 'no' && isNever('escapes_trap') && isNever('completes_in_supervisor');
}
