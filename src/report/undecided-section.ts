/** Every question that is open, with the reason and what was spent on it. */

import type { PairResult } from '../judge/result.ts';
import { count, wrap } from './layout.ts';
import type { Style } from './style.ts';

const MOST = 20;

export function undecidedSection(
  { instructions }: PairResult,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  const open = instructions.flatMap(({ id, answers }) =>
    [...answers].flatMap(([question, answer]) =>
      answer.kind === 'unknown' ? [{ id, question, reason: reasonText(answer) }] : [],
    ),
  );
  if (open.length === 0) return [];
  const shown = all ? open : open.slice(0, MOST);
  const hidden = open.length - shown.length;
  return [
    style.strong(`UNDECIDED: ${count(open.length, 'question')}`),
    ...shown.flatMap(({ id, question, reason }) =>
      wrap(`${id}  ${question}: ${reason}`, '  ', '      '),
    ),
    ...(hidden === 0 ? [] : [`  and ${hidden} more, shown with --all`]),
    ...wrap(
      'A larger --budget, or another --solver, may decide them; it never changes an answer.',
      '  ',
    ),
  ];
}

function reasonText({
  reason,
  budget,
}: {
  readonly reason: string;
  readonly budget: string;
}): string {
  return budget === '' ? reason : `${reason} (spent ${budget})`;
}
