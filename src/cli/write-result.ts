/**
 * Puts a result where it belongs: standard output, or the file of `--output`, whole or not at all.
 */

import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/**
 * Refuses an output file that cannot be written, before any work is done for it.
 *
 * @throws Refusal
 */
export function checkOutput(file: string | undefined): void {
  if (file === undefined) return;
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) throw new Refusal(`cannot write ${file}: it is a folder`);
    const isReplaced = there?.isFile() ?? true;
    accessSync(isReplaced ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`cannot write ${file}: ${reasonOf(error)}`);
  }
}

/** @throws Refusal */
export function writeResult(
  terminal: Terminal,
  file: string | undefined,
  content: string | Uint8Array,
): void {
  if (file === undefined) {
    terminal.print(typeof content === 'string' ? content : new TextDecoder().decode(content));
    return;
  }
  writeWhole(file, content);
}

/**
 * Writes a file under another name and renames it, so that nobody ever sees half of it. A link is
 * followed. What is there and is no file, such as a device or a pipe, is written to, not replaced.
 *
 * @throws Refusal
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  let temporary: string | undefined;
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile()) {
      writeFileSync(file, content);
      return;
    }
    const target = there === undefined ? file : realpathSync(file);
    temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    writeFileSync(temporary, content, { flag: 'wx' });
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new Refusal(`cannot write ${file}: ${reasonOf(error)}`);
  }
}

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many links',
};
