export interface Random {
  /** A whole number from 0 up to and without `count`. */
  below(count: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(probability: number): boolean;
}

/** The same seeds give the same numbers, on every machine. */
export function randomFrom(...seeds: readonly (string | number)[]): Random;
