/** Random words of any width on top of the seeded numbers: the same seed gives the same words. */

import { randomFrom, type Random } from '../../scripts/fuzz/random.mjs';
import { ones, powerOfTwo, truncate } from '../../src/base/bits.ts';

export type { Random };
export { randomFrom };

/** Every word alike. */
export function anyWord(random: Random, width: number): bigint {
  let word = 0n;
  for (let have = 0; have < width; have += 32) {
    word = word * powerOfTwo(32) + BigInt(random.below(2 ** 32));
  }
  return truncate(width, word);
}

/** Words as instructions meet them: half of them at the ends of ranges, or short. */
export function likelyWord(random: Random, width: number): bigint {
  switch (random.below(8)) {
    case 0:
      return random.pick([0n, truncate(width, 1n), ones(width)]);
    case 1:
      return truncate(width, boundary(random, random.pick([8, 16, 32, 64])));
    case 2:
      return truncate(width, boundary(random, width));
    case 3: {
      const few = anyWord(random, 8);
      return truncate(width, random.chance(0.5) ? few : -few);
    }
    default:
      return anyWord(random, width);
  }
}

/** The largest and smallest numbers of a width, signed and unsigned, and their neighbours. */
function boundary(random: Random, width: number): bigint {
  const around = BigInt(random.below(3) - 1);
  return random.pick([powerOfTwo(width), powerOfTwo(width - 1), -powerOfTwo(width - 1)]) + around;
}
