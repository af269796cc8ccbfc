/** A spec of few questions, as `sample-check.ts` answers them. */

import type { Span } from '../../../src/base/span.ts';
import type { ClassFormula, Question, Spec } from '../../../src/question/spec.ts';

export const NOWHERE_SPAN: Span = { file: 'tiny', start: 0, end: 0 };

export function sampleSpec(): Spec {
  return {
    name: 'sample',
    title: 'A sample spec',
    citations: [],
    ancestors: [],
    readings: [],
    granularity: 'variant',
    questions: [
      question('escapes_trap', 'Completes in user mode', 1),
      question('completes_in_supervisor', 'Completes in supervisor mode', 1),
      question('changes_control', 'Changes the mode or the map', 1),
      question('sees_mode', 'Depends on the mode', 2),
      question('in_user_mode_same', 'Does the same', 2),
      question('in_user_mode_trap', 'Traps, and is resumed behind', 2),
    ],
    classes: [
      { name: 'privileged', title: 'Privileged', formula: PRIVILEGED },
      { name: 'control', title: 'Control sensitive', formula: found('changes_control') },
      { name: 'mode', title: 'Mode sensitive', formula: found('sees_mode') },
      { name: 'sensitive', title: 'Sensitive', formula: SENSITIVE },
    ],
    theorems: [
      {
        number: 1,
        title: 'A virtual machine monitor may be constructed',
        citations: [],
        requires: { kind: 'implies', left: SENSITIVE, right: PRIVILEGED },
        span: NOWHERE_SPAN,
      },
    ],
    facts: [],
  };
}

// Helpers

const PRIVILEGED: ClassFormula = {
  kind: 'and',
  left: { kind: 'none', question: 'escapes_trap' },
  right: found('completes_in_supervisor'),
};
const SENSITIVE: ClassFormula = {
  kind: 'or',
  left: found('changes_control'),
  right: found('sees_mode'),
};

function found(name: string): ClassFormula {
  return { kind: 'found', question: name };
}

function question(name: string, title: string, states: 1 | 2): Question {
  return {
    name,
    title,
    citations: [],
    reading: `${title}: as read here.`,
    states,
    differing: states === 2 ? ['mode'] : [],
    differingSpans: [],
    among: [clause('user(s)')],
    unless: [clause('traps(s)')],
    suchThat: clause('completes(s)'),
    observation: { parts: ['general', 'pc', 'control', 'storage'], except: ['time'] },
    span: NOWHERE_SPAN,
  };
}

function clause(text: string): Question['suchThat'] {
  return { formula: { kind: 'constant', value: true }, text, span: NOWHERE_SPAN };
}
