/** Numbers that look random and are the same every time: mulberry32. */

/** @param {...(string | number)} seeds */
export function randomFrom(...seeds) {
  let state = 0x9e3779b9;
  for (const seed of seeds) {
    for (const character of String(seed)) {
      state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x85ebca6b);
      state ^= state >>> 13;
    }
    state = Math.imul(state ^ 0x2f, 0xc2b2ae35);
  }
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** From 0 up to and without `count`. */
  const below = (count) => Math.floor(next() * count);
  return { below, pick: (items) => items[below(items.length)], chance: (p) => next() < p };
}
