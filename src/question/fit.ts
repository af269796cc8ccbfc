/** Whether a spec can be asked of a machine at all. */

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Machine } from '../isa/machine.ts';
import type { Spec } from './spec.ts';

/** What a question shifts must be there: `differing in relocation` needs an element so marked. */
export function misfits(spec: Spec, machine: Machine): readonly Diagnostic[] {
  const hasRelocation = machine.elements.some(({ marks }) => marks.includes('relocation'));
  const question = spec.questions.find(({ differing }) => differing.includes('relocation'));
  if (hasRelocation || question === undefined) return [];
  const span = question.differingSpans[question.differing.indexOf('relocation')] ?? question.span;
  return [
    {
      code: 'PG405',
      severity: 'error',
      message: `the spec \`${spec.name}\` shifts the relocation, and \`${machine.id}\` marks no element as one`,
      primary: { span, text: 'here' },
      related: [],
      help: 'mark the element that relocates as `relocation`, or ask under another spec',
    },
  ];
}
