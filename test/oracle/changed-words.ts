/** What differs between two versions of one storage, found without looking at what they share. */

import { join } from '../../src/base/bits.ts';
import { wordAt, type SparseMap } from '../../src/term/sparse-map.ts';

type Node = SparseMap['root'];

/** The tree branches on five bits of an address at a time, lowest first. */
const DIGIT = 5;

/** The words of `after` that `before` has otherwise, by address. */
export function changedWords(before: SparseMap, after: SparseMap): ReadonlyMap<bigint, bigint> {
  const addresses = new Set<bigint>();
  gather(before.root, after.root, 0n, 0, addresses);
  const changed = new Map<bigint, bigint>();
  for (const address of addresses) {
    const word = wordAt(after, address);
    if (word !== wordAt(before, address)) changed.set(address, word);
  }
  return changed;
}

function gather(a: Node, b: Node, low: bigint, width: number, addresses: Set<bigint>): void {
  if (a === b) return;
  if (a?.kind !== 'branch' && b?.kind !== 'branch') {
    for (const leaf of [a, b]) {
      if (leaf?.kind === 'leaf') addresses.add(join(leaf.rest, low, width));
    }
    return;
  }
  for (let digit = 0; digit < 2 ** DIGIT; digit += 1) {
    const below = join(BigInt(digit), low, width);
    gather(childOf(a, digit), childOf(b, digit), below, width + DIGIT, addresses);
  }
}

/** A leaf stands where a branch with it alone could stand. */
function childOf(node: Node, digit: number): Node {
  if (node?.kind === 'branch') return node.children[digit];
  if (node === undefined || Number(BigInt.asUintN(DIGIT, node.rest)) !== digit) return undefined;
  return { ...node, rest: node.rest / BigInt(2 ** DIGIT) };
}
