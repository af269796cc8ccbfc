/** Machines for tests: shipped ones by id, and little ones from text. */

import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { type LoadResult, loadMachine } from '../../src/language/load.ts';
import { fileHost, locateMachine } from '../../src/library/machine-files.ts';

/** Loads a shipped machine; throws with the rendered diagnostics if it has errors. */
export function shippedMachine(
  id: string,
  settings: Readonly<Record<string, bigint>> = {},
): Machine {
  const location = locateMachine(id);
  if (location === undefined) throw new Error(`no machine ${id}`);
  return loaded(
    loadMachine({ id, file: location.file, settings: new Map(Object.entries(settings)) }, fileHost),
  );
}

/** Loads a machine from its text; throws with the rendered diagnostics if it has errors. */
export function machineFromText(
  text: string,
  settings: Readonly<Record<string, bigint>> = {},
): Machine {
  return loaded(loadText(text, settings));
}

export function loadText(
  text: string,
  settings: Readonly<Record<string, bigint>> = {},
): LoadResult {
  return loadMachine(
    { id: 'test', file: 'test.isa', text, settings: new Map(Object.entries(settings)) },
    fileHost,
  );
}

/** A whole little machine around the given items: 8-bit bytes, 8-bit addresses, four registers. */
export function littleMachine(items: string): string {
  return `isa "little"
mode M : enum { user, supervisor }
pc P : bits(8)
map R : record { l : bits(8) relocation, b : bits(8) }
control T : bits(8) why "for tests"
general r : bits(8)[4] why "for tests"
general f : bits(8) why "for tests"
storage E : bits(8) at bits(8)
supervisor when M == supervisor
user when M == user
memory trap bounds
trap privileged
trap call resumes next
trap entry (cause, value : bits(8)) { T = resume  M = supervisor  P = 0x80 }
translate fetch, data (a : bits(8), access) -> bits(8) {
  if a >= R.b { trap bounds(a) }
  return R.l + a
}
undecoded { trap privileged }
leaves out "everything else"
${items}`;
}

function loaded(result: LoadResult): Machine {
  if (result.machine !== undefined) return result.machine;
  throw new Error(renderDiagnostics(result.diagnostics, result.sources));
}
