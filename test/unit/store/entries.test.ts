import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { keyOf, openEntries, type Entries, type Format } from '../../../src/store/entries.ts';

const root = mkdtempSync(join(tmpdir(), 'popek-entries-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = '';
let tests = 0;
beforeEach(() => {
  tests += 1;
  folder = join(root, String(tests));
});

const KEY = keyOf('what was asked');

describe('entries', () => {
  it('are found by others, and by their key alone', async () => {
    await (await opened()).record('file', KEY, 7);

    expect(await (await opened()).find('file', KEY)).toBe(7);
    expect(await (await opened()).find('file', keyOf('something else'))).toBeUndefined();
    expect(await (await opened()).find('other', KEY)).toBeUndefined();
  });

  it('are found at once by who recorded them', async () => {
    const entries = await opened();
    const written = entries.record('file', KEY, 7);

    await written;
    expect(await entries.find('file', KEY)).toBe(7);
  });

  it('that come together are written together', async () => {
    const entries = await opened();
    const keys = Array.from({ length: 100 }, (_, i) => keyOf(String(i)));

    await Promise.all(keys.map((key, i) => entries.record('file', key, i)));

    const others = await opened();
    expect(await Promise.all(keys.map((key) => others.find('file', key)))).toStrictEqual(
      keys.map((_, i) => i),
    );
  });

  it('that contradict each other are none', async () => {
    const [one, other] = [await opened(), await opened()];
    await Promise.all([one.find('file', KEY), other.find('file', KEY)]);
    await one.record('file', KEY, 7);
    await other.record('file', KEY, 8);

    expect(await (await opened()).find('file', KEY)).toBeUndefined();
    expect(await (await opened()).find('file', KEY)).toBeUndefined();
  });

  it('that are the same twice are one', async () => {
    const [one, other] = [await opened(), await opened()];
    await one.record('file', KEY, 7);
    await other.record('file', KEY, 7);

    expect(await (await opened()).find('file', KEY)).toBe(7);
  });

  it.each<[string, (content: string) => string]>([
    ['the value changed', (content) => content.replace(/7\n$/u, '8\n')],
    ['the key changed', (content) => content.replace(KEY, keyOf('another'))],
    ['the end torn off', (content) => content.slice(0, -2)],
    ['other bytes', () => '\u0000\uFFFF\n'],
  ])('with %s are none', async (_, spoil) => {
    await (await opened()).record('file', KEY, 7);
    const path = join(folder, 'file');
    writeFileSync(path, spoil(readFileSync(path, 'utf8')));

    const entries = await opened();
    expect(await entries.find('file', KEY)).toBeUndefined();
    expect(await entries.find('file', keyOf('another'))).toBeUndefined();
  });

  it('after a torn line are whole', async () => {
    await (await opened()).record('file', KEY, 7);
    appendFileSync(join(folder, 'file'), `\n${KEY} 01`);
    await (await opened()).record('file', keyOf('next'), 8);

    expect(await (await opened()).find('file', keyOf('next'))).toBe(8);
  });

  it('never lie outside of the folder', async () => {
    await (await opened()).record('../../up', KEY, 7);

    expect(readdirSync(folder)).toContain('.._.._up');
    expect(await (await opened()).find('../../up', KEY)).toBe(7);
  });
});

// Helpers

const FORMAT: Format<number> = {
  print: String,
  parse: (text) => (/^\d+$/u.test(text) ? Number(text) : undefined),
  contradict: (a, b) => a !== b,
};

async function opened(): Promise<Entries<number>> {
  return (await openEntries(folder, FORMAT)).entries;
}
