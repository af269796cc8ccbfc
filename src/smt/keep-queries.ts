/** Keeps every query, with its answer, as a file that any solver can read. */

import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import type { Response, Solver } from './solver.ts';

/**
 * The solver, with each query written to `NAME.smt2` in the directory, where the parts of the name
 * are folders. Rejects if that cannot be done: the user asked for the files.
 */
export function withKeptQueries(solver: Solver, directory: string): Solver {
  const used = new Map<string, number>();
  return {
    name: solver.name,
    version: solver.version,
    solve: async (text, budget, signal) => {
      const file = join(directory, `${unusedName(fileName(text), used)}.smt2`);
      const response = await solver.solve(text, budget, signal);
      makeFolder(dirname(file));
      await writeFile(file, `${text}${comment(response, solver)}\n`);
      return response;
    },
    close: () => solver.close(),
  };
}

/** From the comment on the first line. No part of it can lead out of the directory. */
export function fileName(text: string): string {
  const [name = ''] = text.replace(/^; ?/, '').split('\n');
  const parts = name.split('/').map((part) => part.replaceAll(/[^\w.,=-]/g, '_'));
  const safe = parts.map((part) => (/^\.*$/.test(part) ? '_' : part));
  return safe.join('/');
}

/** The name, and for one that was there before a number. */
function unusedName(name: string, used: Map<string, number>): string {
  const count = (used.get(name) ?? 0) + 1;
  used.set(name, count);
  return count === 1 ? name : `${name}.${count}`;
}

function comment(response: Response, { name, version }: Solver): string {
  const lines = [`${headline(response)} (${name} ${version})`];
  if (response.kind === 'sat') {
    const { variables, arrays } = response.values;
    for (const [variable, value] of variables) lines.push(`  ${variable} = ${shown(value)}`);
    for (const [file, entries] of arrays) {
      for (const [index, word] of entries)
        lines.push(`  ${file}[${shown(index)}] = ${shown(word)}`);
    }
  }
  // Nothing that a solver or a name says may end a comment.
  return lines.map((line) => `; ${line.replaceAll(/[\n\r]+/g, ' ')}`).join('\n');
}

function headline(response: Response): string {
  return response.kind === 'unknown' ? `unknown: ${response.reason}` : response.kind;
}

function shown(value: bigint | boolean): string {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : String(value);
}
