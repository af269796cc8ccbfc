/** Reads input files, and says what is wrong with one that is no text. */

import { readFileSync } from 'node:fs';
import { Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';
import { reasonOf } from './write-result.ts';

/**
 * The bytes of a file, or of standard input for `-`.
 *
 * @throws Refusal
 */
async function readBytes(terminal: Terminal, file: string): Promise<Uint8Array> {
  if (file === '-') return await terminal.readInput();
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Refusal(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

/**
 * The same as text.
 *
 * @throws Refusal where it is not UTF-8
 */
export async function readText(terminal: Terminal, file: string): Promise<string> {
  return textOf(file, await readBytes(terminal, file));
}

/** @throws Refusal where it is not UTF-8 */
export function textOf(file: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new Refusal(`${nameOf(file)} is not a text file`, 'a description is text in UTF-8');
}

/** How messages call an input. */
export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}
