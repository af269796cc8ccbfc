/** One random edit of one shipped description, loaded. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { renderDiagnostics } from '../../dist/base/render-diagnostic.js';
import { fileHost, listMachines, loadMachine } from '../../dist/index.js';
import { edited } from './edits.mjs';
import { randomFrom } from './random.mjs';

/** Every shipped description with the files that are its own: of a variant, only its own. */
export function descriptions() {
  return listMachines().map(({ id, file }) => {
    const folder = dirname(file);
    const own = id.includes('/')
      ? [file]
      : readdirSync(folder)
          .filter((name) => name.endsWith('.isa'))
          .toSorted()
          .map((name) => join(folder, name));
    const texts = own.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    return { id, file, own: texts, settings: settingsThatRead(id, file, own) };
  });
}

/** By file, parameters under which it is read, for the files that are not read otherwise. */
function settingsThatRead(id, file, own) {
  const settings = new Map();
  const { machine, sources } = loadMachine({ id, file }, fileHost);
  const unread = new Set(own.filter((path) => !sources.has(path)));
  for (const { name, choices = [] } of machine?.parameters ?? []) {
    for (const value of choices) {
      if (unread.size === 0) return settings;
      const given = new Map([[name, value]]);
      const loaded = loadMachine({ id, file, settings: given }, fileHost);
      for (const path of unread) {
        if (!loaded.sources.has(path)) continue;
        settings.set(path, given);
        unread.delete(path);
      }
    }
  }
  if (unread.size > 0) throw new Error(`${id} never reads ${[...unread].join(', ')}`);
  return settings;
}

/** The edit: which file, its new text, and what was done. Longer files are edited more often. */
export function editOf({ id, own }, seed, index) {
  const random = randomFrom('file', seed, id, index);
  let at = random.below(own.reduce((sum, { text }) => sum + text.length, 0));
  const { path, text } = own.find((each) => (at -= each.text.length) < 0) ?? own[0];
  return { path, ...edited(text, { seed, name: id, index }) };
}

/**
 * Loads the edited description. Gives how it ended; throws if it ended in any other way than with a
 * machine, or with diagnostics of which one is an error and all can be rendered.
 */
export function attempt(description, { path, text }) {
  const host = {
    ...fileHost,
    readText: (wanted) => (resolve(wanted) === resolve(path) ? text : fileHost.readText(wanted)),
  };
  const started = performance.now();
  const { machine, diagnostics, sources } = loadMachine(
    {
      id: description.id,
      file: description.file,
      settings: description.settings.get(path) ?? new Map(),
    },
    host,
  );
  const milliseconds = performance.now() - started;
  const rendered = renderDiagnostics(diagnostics, sources);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  if (machine === undefined && !hasErrors) throw new Error('no machine, and no error either');
  if (machine !== undefined && hasErrors) throw new Error('a machine in spite of an error');
  if (diagnostics.length > 0 && rendered.trim() === '')
    throw new Error('diagnostics without a text');
  return { outcome: machine === undefined ? 'diagnostics' : 'machine', milliseconds };
}
