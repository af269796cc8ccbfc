/** Parameters, items under an `if`, includes, changes and extensions: which items a machine has. */

import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LoadResult, loadMachine } from '../../../src/language/load.ts';
import type { Host } from '../../../src/language/gather.ts';
import { littleMachine, loadText, machineFromText } from '../../helpers/machines.ts';
import { INSTRUCTION, littleStep, step } from './elaborate-step.ts';

/** A machine among files of memory; `base` is the id of `base.isa`. */
function load(
  files: Readonly<Record<string, string>>,
  options: { readonly settings?: Readonly<Record<string, bigint>>; readonly extensions?: readonly string[] } = {}, // prettier-ignore
): LoadResult {
  const settings = new Map(Object.entries(options.settings ?? {}));
  return loadMachine({ id: 'main', file: 'main.isa', settings, extensions: options.extensions ?? [] }, hostOf(files)); // prettier-ignore
}

function hostOf(files: Readonly<Record<string, string>>): Host {
  return {
    readText: (path) => files[path],
    machineFile: (id) => (`${id}.isa` in files ? `${id}.isa` : undefined),
    resolve: (from, path) => join(dirname(from), path),
    machineIds: () => Object.keys(files).map((file) => file.replace('.isa', '')),
  };
}

function loadFrom(file: string, files: Readonly<Record<string, string>>): LoadResult {
  return loadMachine({ id: 'main', file }, hostOf(files));
}

const codes = (result: LoadResult): string[] => result.diagnostics.map(({ code }) => code);
const ids = (result: LoadResult): string[] | undefined =>
  result.machine?.instructions.map(({ id }) => id);

const result = (loaded: LoadResult, id: string): bigint | undefined =>
  loaded.machine && step(loaded.machine, id, {}).scalar('f');

const op = (id: string, code: number, body = ''): string =>
  `instruction ${id} "${id}" encoding ${code}[8] { ${body} }`;

describe('parameters', () => {
  const items = 'parameter N : 2 | 4 = 2\nparameter q : bits(8) = 9';

  it('have a value from outside, or their own', () => {
    const byDefault = machineFromText(littleMachine(items));
    const set = machineFromText(littleMachine(items), { N: 4n, q: 255n });

    expect(byDefault.parameters).toMatchObject([
      { name: 'N', value: 2n, choices: [2n, 4n], isDefault: true },
      { name: 'q', value: 9n, choices: undefined, isDefault: true },
    ]);
    expect(set.parameters.map(({ value, isDefault }) => [value, isDefault])).toStrictEqual([[4n, false], [255n, false]]); // prettier-ignore
  });

  it('are integers, of which bits may be taken', () => {
    expect(littleStep('f = q[3:0] :: q[7:4]', {}, 'parameter q : bits(8) = 0x5A').scalar('f')).toBe(0xa5n); // prettier-ignore
    expect(littleStep('f = q + 1', {}, 'parameter q : bits(8) = 0x5A').scalar('f')).toBe(0x5bn);
  });

  it.each<[Readonly<Record<string, bigint>>, string]>([
    [{ N: 3n }, 'PG505'],
    [{ q: 256n }, 'PG505'],
    [{ q: -1n }, 'PG505'],
    [{ M: 1n }, 'PG504'],
  ])('refuse %o', (settings, code) => {
    expect(codes(loadText(littleMachine(items), settings))).toContain(code);
  });

  it('are complained of once, whatever would go wrong with a wrong one', () => {
    const wide = `parameter N : 8 | 16 = 8
general n : bits(N) why "x"
${op('a', 1, 'n = 0xFF  f = n[7:0]  n[15:8] = f')}`;
    const [wrong, ...others] = loadText(littleMachine(wide), { N: 4n }).diagnostics;

    expect(wrong).toMatchObject({ code: 'PG505', help: 'it is one of 8, 16' });
    expect(others).toStrictEqual([]);
    expect(codes(loadText(littleMachine(wide), { M: 4n }))).toStrictEqual(['PG504']);
  });

  it('decide which items there are', () => {
    const text = littleMachine(`parameter N : 2 | 4 = 2
const W = N * 2
if W == 8 {
  general wide : bits(8) why "x"
  ${op('only_wide', 1, 'wide = 1')}
} else if N == 2 {
  ${op('only_narrow', 1, 'f = 1')}
} else { nonsense_that_is_not_parsed_as_such }`.replace('else { nonsense_that_is_not_parsed_as_such }', 'else { const X = nowhere }')); // prettier-ignore

    expect(ids(loadText(text))).toStrictEqual(['only_narrow']);
    expect(ids(loadText(text, { N: 4n }))).toStrictEqual(['only_wide']);
  });

  it.each([
    ['if M == user { }', 'PG101'],
    ['if true { parameter X : 0 | 1 = 0 }', 'PG302'],
    ['const K = 1\nif true { replace const K = 2 }', 'PG302'],
    ['enum k { a }\nif true { remove enum k }', 'PG302'],
    ['parameter N : 0 | 1 = 0\nparameter N : 0 | 1 = 0', 'PG103'],
    ['parameter N : 0 | 1 = 2', 'PG505'],
  ])('do not allow `%s`', (item, code) => {
    expect(codes(loadText(littleMachine(item)))).toContain(code);
  });
});

describe('includes', () => {
  it('put the items of a file in their place, relative to the file that names them', () => {
    const loaded = load({
      'main.isa': littleMachine(`${op('a', 1)}\ninclude "sub/one.isa"\n${op('d', 4)}`),
      'sub/one.isa': `${op('b', 2)}\nif true { include "two.isa" }`,
      'sub/two.isa': op('c', 3),
    });

    expect(codes(loaded)).toStrictEqual([]);
    expect(ids(loaded)).toStrictEqual(['a', 'b', 'c', 'd']);
  });

  it('name files that exist, and no circle of them', () => {
    expect(codes(load({ 'main.isa': littleMachine('include "none.isa"') }))).toStrictEqual([
      'PG501',
    ]);
    expect(codes(load({ 'main.isa': littleMachine('include "a.isa"'), 'a.isa': 'include "main.isa"' }))).toStrictEqual(['PG502']); // prettier-ignore
    expect(codes(load({ 'main.isa': op('a', 1) }))).toStrictEqual(['PG021']);
  });

  describe('under an `if`', () => {
    const main = littleMachine(`parameter N : 0 | 1 = 0
if N == 1 { include "sub/one.isa" } else { ${op('b', 2)} }`);
    const one = { 'sub/one.isa': `${op('c', 3)}\ninclude "two.isa"`, 'sub/two.isa': op('d', 4) };

    it('are read only where they count', () => {
      const without = load({ 'main.isa': main, 'sub/one.isa': 'nonsense (' });
      expect(codes(without)).toStrictEqual([]);
      expect([...without.sources.keys()]).toStrictEqual(['main.isa']);
      const within = load({ 'main.isa': main, ...one }, { settings: { N: 1n } });
      expect(ids(within)).toStrictEqual(['c', 'd']);
      expect([...within.sources.keys()]).toStrictEqual(['main.isa', 'sub/one.isa', 'sub/two.isa']);
    });

    it('are complained of where they count, without what follows from it', () => {
      const settings = { N: 1n };
      const text = `${main}\n${op('e', 5, 'only_in_one()')}`;
      expect(codes(load({ 'main.isa': text }, { settings }))).toStrictEqual(['PG501']);
      expect(codes(load({ 'main.isa': text, 'sub/one.isa': 'nonsense (' }, { settings }))).toStrictEqual(['PG010']); // prettier-ignore
      const circle = { 'main.isa': text, 'sub/one.isa': 'include "../main.isa"' };
      expect(codes(load(circle, { settings }))).toStrictEqual(['PG502']);
      const own = { 'main.isa': text, 'sub/one.isa': 'if true { include "one.isa" }' };
      expect(codes(load(own, { settings }))).toStrictEqual(['PG502']);
    });

    it('are read for a change that may mean what stands in them', () => {
      const replace = `replace ${op('d', 4, 'f = 7')}`;
      const files = {
        'main.isa': `isa "changed" changes "base"\n${replace}`,
        'base.isa': main,
        ...one,
      };
      const changed = load(files, { settings: { N: 1n } });
      expect(codes(changed)).toStrictEqual([]);
      expect(result(changed, 'd')).toBe(7n);
      // There is something to replace, though not under these parameters.
      expect(codes(load(files))).toStrictEqual([]);
      const extended = load(
        { 'main.isa': main, 'more.isa': replace, ...one },
        { settings: { N: 1n }, extensions: ['more.isa'] },
      );
      expect(result(extended, 'd')).toBe(7n);
    });
  });
});

describe('changes', () => {
  const BASE = littleMachine(`parameter N : 0 | 1 = 0
${op('a', 1, 'f = 1')}
if N == 0 { ${op('b', 2, 'f = 2')} } else { ${op('b', 3, 'f = 3')} }
${op('c', 4, 'f = 4')}`);
  const changed = (changes: string, settings: Readonly<Record<string, bigint>> = {}): LoadResult =>
    load(
      { 'main.isa': `isa "changed" changes "base"\n${changes}`, 'base.isa': BASE },
      { settings },
    );

  it('add, replace in place and remove', () => {
    const loaded = changed(`replace ${op('a', 1, 'f = 9')}\nremove instruction c\n${op('e', 5)}`);

    expect(codes(loaded)).toStrictEqual([]);
    expect(loaded.machine?.title).toBe('changed');
    expect(ids(loaded)).toStrictEqual(['a', 'b', 'e']);
    expect(result(loaded, 'a')).toBe(9n);
  });

  it('reach into both branches of an `if` of the base', () => {
    const change = `replace ${op('b', 7, 'f = 7')}`;

    expect(result(changed(change, { N: 0n }), 'b')).toBe(7n);
    expect(result(changed(change, { N: 1n }), 'b')).toBe(7n);
    expect(ids(changed('remove instruction b', { N: 1n }))).toStrictEqual(['a', 'c']);
  });

  it('may stand under an `if` of their own', () => {
    const change = `if N == 1 { replace ${op('a', 1, 'f = 9')}  remove instruction c }`;

    expect(result(changed(change, { N: 0n }), 'a')).toBe(1n);
    expect(ids(changed(change, { N: 0n }))).toStrictEqual(['a', 'b', 'c']);
    expect(result(changed(change, { N: 1n }), 'a')).toBe(9n);
    expect(ids(changed(change, { N: 1n }))).toStrictEqual(['a', 'b']);
  });

  it('exchange every kind of item', () => {
    const loaded = changed(`
replace parameter N : 0 | 1 | 2 = 1
replace memory trap bounds = 5
replace translate fetch (a : bits(8), access) -> bits(8) { return a }
translate data (a : bits(8), access) -> bits(8) { if a > 9 { trap bounds } return a }
replace trap entry (cause) { P = 3 }
replace undecoded { trap call }
replace storage E : bits(8) at bits(8) size 16
remove control T
replace supervisor when M == supervisor && R.l == 0 user when M == user`);

    expect(codes(loaded)).toStrictEqual([]);
    expect(loaded.machine?.causes.find(({ name }) => name === 'bounds')?.code).toBe(5n);
    expect(loaded.machine?.paths.map(({ name, sharedWith }) => [name, sharedWith])).toStrictEqual([['fetch', []], ['data', []]]); // prettier-ignore
    expect(loaded.machine?.storage.size).toBe(16n);
    expect(loaded.machine?.parameters[0]?.choices).toStrictEqual([0n, 1n, 2n]);
    expect(loaded.machine?.elements.some(({ name }) => name === 'T')).toBe(false);
  });

  it('may be changes to a change', () => {
    const loaded = load({
      'main.isa': `isa "third" changes "second"\nremove instruction e\nreplace ${op('a', 1, 'f = 3')}`,
      'second.isa': `isa "second" changes "base"\n${op('e', 5)}\nreplace ${op('a', 1, 'f = 2')}`,
      'base.isa': BASE,
    });

    expect(ids(loaded)).toStrictEqual(['a', 'b', 'c']);
    expect(result(loaded, 'a')).toBe(3n);
  });

  it.each([
    ['replace instruction z "z" encoding 9[8] { }', 'PG306'],
    ['remove instruction z', 'PG306'],
    ['replace general T : bits(8) why "T is control"', 'PG306'],
    ['replace if true { }', 'PG306'],
    ['replace include "x.isa"', 'PG306'],
    ['replace invariant f == 0', 'PG306'],
    ['invariant f == 0\ninvariant f == 1\nreplace invariant f == 2', 'PG306'],
    ['instruction a "a" encoding 9[8] { }', 'PG103'],
  ])('refuse `%s`', (change, code) => {
    expect(codes(changed(change))).toContain(code);
  });

  it.each([
    ['../base/machine.isa', 'base/machine.isa'],
    ['../base', 'base/machine.isa'],
    ['./old', 'new/old/machine.isa'],
    ['old.isa', 'new/old.isa'],
    ['.', 'new/machine.isa'],
    ['..', 'machine.isa'],
  ])('find a machine by its path %s, relative to the file that names it', (path, file) => {
    const loaded = loadFrom('new/main.isa', {
      'new/main.isa': `isa "new" changes "${path}"\nremove instruction c`,
      [file]: BASE,
    });

    expect(codes(loaded)).toStrictEqual([]);
    expect(ids(loaded)).toStrictEqual(['a', 'b']);
  });

  it('say where a machine by its path is not, and where paths lead in a circle', () => {
    const missing = loadFrom('new/main.isa', { 'new/main.isa': 'isa "new" changes "../base"' });
    const circle = loadFrom('a/machine.isa', {
      'a/machine.isa': 'isa "a" changes "../b"',
      'b/machine.isa': 'isa "b" changes "../a"',
    });

    expect(missing.diagnostics).toMatchObject([
      {
        code: 'PG501',
        message: 'cannot read `base/machine.isa`',
        primary: { span: { file: 'new/main.isa', start: 18, end: 27 } },
      },
    ]);
    expect(circle.diagnostics).toMatchObject([
      {
        code: 'PG502',
        message: '`a/machine.isa` changes itself',
        help: 'a/machine.isa → b/machine.isa → a/machine.isa',
        primary: { span: { file: 'b/machine.isa' } },
      },
    ]);
  });

  it('name a machine that exists, and not themselves', () => {
    expect(codes(load({ 'main.isa': 'isa "x" changes "nowhere"' }))).toStrictEqual(['PG503']);
    expect(codes(load({ 'main.isa': 'isa "x" changes "main"' }))).toStrictEqual(['PG502']);
  });
});

describe('extensions', () => {
  it('add to the machine, and may change it', () => {
    const loaded = load(
      {
        'main.isa': littleMachine(op('a', 1)),
        'mine.isa': `isa "mine"\n${op('b', 2, 'f = 2')}\nreplace ${op('a', 3, 'f = 3')}`,
        'other.isa': op('c', 4),
      },
      { extensions: ['mine.isa', 'other.isa'] },
    );

    expect(codes(loaded)).toStrictEqual([]);
    expect(ids(loaded)).toStrictEqual(['a', 'b', 'c']);
    expect(loaded.machine && step(loaded.machine, 'a', {}).scalar('f')).toBe(3n);
  });

  it('are checked with the whole', () => {
    const loaded = load(
      { 'main.isa': littleMachine(`${INSTRUCTION} { }`), 'mine.isa': op('b', 2) },
      { extensions: ['mine.isa', 'none.isa'] },
    );

    expect(codes(loaded)).toStrictEqual(['PG501']);
    expect(codes(load({ 'main.isa': littleMachine(op('a', 1)), 'mine.isa': op('b', 1) }, { extensions: ['mine.isa'] }))).toStrictEqual(['PG201']); // prettier-ignore
  });
});

describe('a machine', () => {
  it('needs its parts, and has each of them once', () => {
    const missing = codes(loadText('isa "nothing"'));

    expect(missing.filter((code) => code === 'PG301')).toHaveLength(7);
    expect(missing).toContain('PG304');
    expect(codes(loadText(littleMachine('undecoded { trap call }')))).toContain('PG305');
    expect(codes(loadText(littleMachine('storage F : bits(8) at bits(8)')))).toContain('PG305');
    expect(codes(loadText(littleMachine('pc Q : bits(8)')))).toContain('PG305');
  });
});
