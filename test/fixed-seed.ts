/**
 * Random tests draw from one seed, so that a run can be repeated: another one with
 * `SEED=n npm test`. A property that fails prints its seed and path all the same.
 */

import * as fc from 'fast-check';

const DEFAULT_SEED = 1974;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(process.env['SEED'] ?? DEFAULT_SEED),
});
