/** Specs for tests: shipped ones by name, and little ones from text. */

import { readFileSync } from 'node:fs';
import { loadSpec, type LoadedSpec, type SpecHost } from '../../src/language/load-spec.ts';
import { listSpecs, locateSpec } from '../../src/library/machine-files.ts';
import type { Spec } from '../../src/question/spec.ts';

export const shippedSpecs: SpecHost = {
  specFiles: locateSpec,
  specNames: listSpecs,
  readText: (path) => readFileSync(path, 'utf8'),
};

/** Loads a shipped spec; throws with the first message if it has errors. */
export function shippedSpec(name: string): Spec {
  return loaded(loadSpec(name, shippedSpecs));
}

/** Loads the first of the specs given by their texts, which may extend the others and the shipped ones. */
export function loadSpecText(texts: Readonly<Record<string, string>>): LoadedSpec {
  const [name = ''] = Object.keys(texts);
  return loadSpec(name, {
    specFiles: (each) => (texts[each] === undefined ? locateSpec(each) : [`${each}.spec`]),
    specNames: () => [...Object.keys(texts), ...listSpecs()],
    readText: (path) => texts[path.replace(/\.spec$/u, '')] ?? readFileSync(path, 'utf8'),
  });
}

export function specFromText(texts: Readonly<Record<string, string>>): Spec {
  return loaded(loadSpecText(texts));
}

function loaded({ spec, diagnostics }: LoadedSpec): Spec {
  if (spec !== undefined) return spec;
  throw new Error(diagnostics.map(({ message }) => message).join('\n'));
}
