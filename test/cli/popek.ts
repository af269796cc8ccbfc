/** Runs the built command line as a user would. */

import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '..', '..');
export const MAIN: string = join(ROOT, 'dist', 'cli', 'main.js');

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Nothing and the end of it, unless given; with `undefined` it stays open. */
  readonly input?: string | Uint8Array | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Told of everything that comes on standard error. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  readonly onError?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** A folder of its own below the system's, removed with it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'popek-test-'));
}

export async function popek(given: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = ROOT, input, env = {}, onStart, onError } = options;
  const child = spawn(process.execPath, [MAIN, ...given], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    err.push(chunk);
    onError?.(chunk.toString(), (signal) => void child.kill(signal));
  });
  child.stdin.on('error', () => undefined);
  if (input !== undefined || !('input' in options)) child.stdin.end(input);
  onStart?.((signal) => void child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code,
        signal,
        out: Buffer.concat(out).toString(),
        err: Buffer.concat(err).toString(),
      });
    });
  });
}
