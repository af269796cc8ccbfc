/** Every premise that is decided by asking. `control-apart` follows from answers; see `judge`. */

import { coverage } from './coverage.ts';
import { modeAndTrap } from './mode-and-trap.ts';
import { oneMap } from './one-map.ts';
import { premise, type DecidedPremise, type PremiseRequest } from './premise.ts';
import { restartable } from './restartable.ts';

export function decidePremises(request: PremiseRequest): Promise<readonly DecidedPremise[]> {
  return Promise.all([
    modeAndTrap(request),
    coverage(request),
    oneMap(request),
    restartable(request),
    enoughInstructions(),
  ]);
}

function enoughInstructions(): Promise<DecidedPremise> {
  return Promise.resolve(
    premise(
      'enough-instructions',
      'stated',
      'left to the reader: popek does not decide it, and no verdict depends on it',
    ),
  );
}
