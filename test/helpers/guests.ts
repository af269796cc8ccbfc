/** What guests of shipped machines run, and what is around them, for tests. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import { assemble } from '../../src/isa/assemble.ts';
import type { Image } from '../../src/isa/image.ts';
import type { Machine } from '../../src/isa/machine.ts';
import type { Platform } from '../../src/isa/platform.ts';
import { loadPlatform } from '../../src/language/load-platform.ts';
import { fileHost, locateMachine, MACHINES } from '../../src/library/machine-files.ts';

/** What is around the processor of a shipped machine. */
export function shippedPlatform(machine: Machine): Platform {
  const loaded = loadPlatform(locateMachine(machine.id)?.platform ?? '', machine, fileHost);
  if (loaded.diagnostics.length > 0)
    throw new Error(renderDiagnostics(loaded.diagnostics, loaded.sources));
  return loaded.platform;
}

/** A program of a machine's folder, or of another one's, with some of its texts replaced. */
export function programImage(
  machine: Machine,
  name: string,
  edits: readonly (readonly [string, string])[] = [],
  [folder = '']: readonly string[] = machine.id.split('/'),
): Image {
  const source = readFileSync(join(MACHINES, folder, 'programs', name), 'utf8');
  const edited = edits.reduce((text, [before, after]) => text.replace(before, after), source);
  return sourceImage(machine, edited);
}

export function sourceImage(machine: Machine, source: string): Image {
  const { image, diagnostics } = assemble(machine, source, 'test.s');
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}
