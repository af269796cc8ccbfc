/** Exit codes, as docs/commands.md lists them for each command. */
export const EXIT = {
  /** It holds, or it is done. */
  good: 0,
  /** It fails: the condition, a premise, an expected row; or a guest ended by a trap. */
  bad: 1,
  /** The command line or a description is wrong. */
  usage: 2,
  /** Undecided: a question is open, or a budget is spent. */
  undecided: 3,
  /** popek is wrong, or two solvers disagree. */
  internal: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
