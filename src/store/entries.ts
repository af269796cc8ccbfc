/**
 * What is worth keeping between runs, in files of lines that are only ever appended to.
 *
 * A run reads thousands of entries, and one file of them is read in milliseconds where thousands of
 * files take seconds. Entries that come together are written by one call in append mode, which keeps
 * lines of concurrent processes whole, and each begins with a line break, so that a line torn by a
 * crash spoils itself alone. Nothing is ever rewritten, so there is no moment at which a file is half
 * there.
 *
 * Each line carries the key, a hash over key and value, and the value; a line in which anything is
 * off is no entry, and neither is a key of two values that contradict each other.
 */

import { hash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';

export interface Entries<T> {
  /** Keys are hashes made by `keyOf`. */
  find(file: string, key: string): Promise<T | undefined>;
  /** Resolves when the entry is written, or when it cannot be. */
  record(file: string, key: string, value: T): Promise<void>;
}

export interface Format<T> {
  /** On one line. */
  print(value: T): string;
  /** Undefined unless the text is exactly what was printed. */
  parse(text: string): T | undefined;
  /** Whether no two runs can have found both. */
  contradict(a: T, b: T): boolean;
}

export interface OpenedEntries<T> {
  readonly entries: Entries<T>;
  /** Why nothing will be kept, for the user. */
  readonly warning: string | undefined;
}

/** Never rejects: a directory that cannot be used gives entries that keep nothing, and a warning. */
export async function openEntries<T>(
  directory: string,
  format: Format<T>,
): Promise<OpenedEntries<T>> {
  try {
    makeFolder(directory);
    // An append of nothing tells whether entries can be written, whoever asks (root may anywhere).
    await appendFile(join(directory, 'writable'), '');
    return { entries: new Directory(directory, format), warning: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { entries: keepsNothing(), warning: `answers are not cached: ${why}` };
  }
}

/** The hash of what determines a value. */
export function keyOf(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\0'));
}

function keepsNothing<T>(): Entries<T> {
  return { find: () => Promise.resolve(undefined), record: () => Promise.resolve() };
}

const HASH = 64;
const CONTRADICTION = Symbol('contradiction');

/** Texts by key; they are parsed when they are asked for, which is once in most runs. */
type Known = Map<string, string | typeof CONTRADICTION>;

interface Pending {
  text: string;
  written: Promise<void>;
}

class Directory<T> implements Entries<T> {
  readonly #directory: string;
  readonly #format: Format<T>;
  /** By file; each is read once, when first asked. */
  readonly #files = new Map<string, Promise<Known>>();
  readonly #pending = new Map<string, Pending>();
  #isWritable = true;

  constructor(directory: string, format: Format<T>) {
    this.#directory = directory;
    this.#format = format;
  }

  async find(file: string, key: string): Promise<T | undefined> {
    const entry = (await this.#known(file)).get(key);
    return typeof entry === 'string' ? this.#format.parse(entry) : undefined;
  }

  async record(file: string, key: string, value: T): Promise<void> {
    const text = this.#format.print(value);
    add(await this.#known(file), key, text, this.#format);
    if (!this.#isWritable) return undefined;
    const line = `\n${key} ${keyOf(`${key} ${text}`)} ${text}\n`;
    const pending = this.#pending.get(file);
    if (pending !== undefined) {
      pending.text += line;
      return pending.written;
    }
    const begun: Pending = { text: line, written: Promise.resolve() };
    this.#pending.set(file, begun);
    begun.written = new Promise((resolve) => {
      setImmediate(resolve);
    }).then(() => {
      this.#pending.delete(file);
      return this.#append(file, begun.text);
    });
    return begun.written;
  }

  async #append(file: string, text: string): Promise<void> {
    try {
      await appendFile(this.#path(file), text);
    } catch {
      // A full disk, say. The answer itself is not affected, only the next run is slower.
      this.#isWritable = false;
    }
  }

  #known(file: string): Promise<Known> {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const read = readKnown(this.#path(file), this.#format);
    this.#files.set(file, read);
    return read;
  }

  #path(file: string): string {
    return join(this.#directory, file.replaceAll(/[^\w.+-]/g, '_'));
  }
}

async function readKnown<T>(path: string, format: Format<T>): Promise<Known> {
  const known: Known = new Map();
  let text = '';
  try {
    text = await readFile(path, 'utf8');
  } catch {
    // Nothing was kept yet, or it cannot be read: both mean to ask.
  }
  for (const line of text.split('\n')) {
    const key = line.slice(0, HASH);
    const value = line.slice(2 * HASH + 2);
    if (line !== '' && line.slice(HASH + 1, 2 * HASH + 1) === keyOf(`${key} ${value}`))
      add(known, key, value, format);
  }
  return known;
}

function add<T>(known: Known, key: string, text: string, format: Format<T>): void {
  const before = known.get(key);
  if (before === CONTRADICTION) return;
  if (before === undefined || before === text) {
    known.set(key, text);
    return;
  }
  const [one, other] = [format.parse(before), format.parse(text)];
  const isContradiction = one !== undefined && other !== undefined && format.contradict(one, other);
  known.set(key, isContradiction ? CONTRADICTION : other === undefined ? before : text);
}
