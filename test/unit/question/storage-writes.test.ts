import { describe, expect, it } from 'vitest';
import { writesOf } from '../../../src/question/storage-writes.ts';
import * as t from '../../../src/term/term.ts';
import { byte, E } from '../../helpers/tiny-machine.ts';

const c = t.variable('c', t.BOOL);
const d = t.variable('d', t.BOOL);
const store = (memory: t.Term, at: number): t.Term => t.write('data', memory, byte(at), 1, byte(0));

describe('writesOf', () => {
  it('finds nothing in a storage that was not written', () => {
    expect(writesOf(E)).toStrictEqual([]);
  });

  it('lists writes in the order in which they are done, with their conditions', () => {
    const memory = store(t.ite(c, store(E, 1), t.ite(d, store(E, 2), E)), 3);

    expect(writesOf(memory).map(({ address, guard }) => [address, guard])).toStrictEqual([
      [byte(1), c],
      [byte(2), t.and(t.not(c), d)],
      [byte(3), t.TRUE],
    ]);
  });

  it('knows that a write shared by both branches is done in either', () => {
    const shared = store(E, 1);

    expect(writesOf(t.ite(c, store(shared, 2), shared)).map(({ guard }) => guard)).toStrictEqual([
      t.or(t.not(c), c),
      c,
    ]);
  });

  it('leaves out what is only read', () => {
    const read = t.read('data', store(E, 1), byte(0), 1, 8);

    expect(writesOf(t.write('data', E, read, 1, byte(0)))).toHaveLength(1);
  });
});
