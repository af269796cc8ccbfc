/** What the description says it leaves out: printed under every verdict. */

import type { CheckResult } from '../judge/result.ts';
import { wrap } from './layout.ts';
import type { Style } from './style.ts';

export function leavesOutSection(
  { leavesOut }: Pick<CheckResult, 'leavesOut'>,
  { all, style }: { readonly all: boolean; readonly style: Style },
): readonly string[] {
  if (leavesOut.length === 0)
    return [style.strong('LEAVES OUT'), '  The description does not say.'];
  return [
    style.strong('LEAVES OUT'),
    ...leavesOut.flatMap(({ what, why }) => [
      ...wrap(what, '  - ', '    '),
      ...(all && why !== undefined ? wrap(why, '      ', '      ') : []),
    ]),
  ];
}
