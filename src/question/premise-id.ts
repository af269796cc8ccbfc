/** The premises of a machine, in report order. In expected rows a hyphen is an underscore. */
export const PREMISES = [
  'invariants',
  'mode-and-trap',
  'coverage',
  'one-map',
  'restartable',
  'control-apart',
  'enough-instructions',
] as const;
export type PremiseId = (typeof PREMISES)[number];
