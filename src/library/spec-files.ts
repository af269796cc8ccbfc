/** Hosts for specs and expected rows: those that come with popek, and anyone's own in files. */

import type { ExpectedHost } from '../language/load-expected.ts';
import { loadSpec, type SpecHost } from '../language/load-spec.ts';
import { fileHost, listSpecs, locateSpec } from './machine-files.ts';

/** A spec by its name, or of one's own by its file, which may extend those that come with popek. */
export const specHost: SpecHost = {
  specFiles: (name) => (isSpecFile(name) ? [name] : locateSpec(name)),
  specNames: listSpecs,
  readText: (file) => fileHost.readText(file),
};

/** Rows may claim the classes of the specs that `specHost` finds. */
export const expectedHost: ExpectedHost = {
  specNames: listSpecs,
  classNames: (spec) => loadSpec(spec, specHost).spec?.classes.map(({ name }) => name) ?? [],
  readText: (file) => fileHost.readText(file),
};

/** Whether what names a spec is the path of a file: it ends with `.spec`, or has a folder. */
export function isSpecFile(name: string): boolean {
  return name.endsWith('.spec') || name.includes('/');
}
