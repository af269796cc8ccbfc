/** What a command sees of the process it runs in. `main.ts` has the real one, tests have others. */
export interface Terminal {
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The current directory, absolute. */
  readonly directory: string;
  readonly outputIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /** The result. */
  readonly print: (text: string) => void;
  /** Progress, and what is wrong. */
  readonly printError: (text: string) => void;
  /** Everything on standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /**
   * Calls `listener` at the first interrupt (Ctrl-C) until the returned function is called. A
   * second interrupt, and one that nobody listens to, ends the process at once.
   */
  readonly onInterrupt: (listener: () => void) => () => void;
}
