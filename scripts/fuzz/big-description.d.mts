/** A correct description of at least so many lines. */
export function bigDescription(lines: number): string;
