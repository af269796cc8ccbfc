/**
 * Thrown by a command that cannot do what it was asked because the request is wrong: a flag, a
 * file, a name. Printed as one message; exit code 2. Nothing was written.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

/**
 * Thrown where the input was wrong and all there is to say has been printed, as diagnostics are.
 * Exit code 2.
 */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
}
