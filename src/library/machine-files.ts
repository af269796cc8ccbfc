/**
 * Where machines and specs are: the shipped ones in `isas/` and `specs/`, found relative to this
 * module, and anyone's own in a folder or a file.
 *
 * Ids: the name of a folder of `isas/`, and for each of its variants `folder/name`
 * (which is the file `isas/folder/variants/name.isa`).
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../language/gather.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SUFFIX = '.isa';
const FIRST_FILE = `machine${SUFFIX}`;
const MAP_SUFFIX = '.map';
const FIRST_MAP = `machine${MAP_SUFFIX}`;

/** The folder of the shipped machines. */
export const MACHINES: string = join(ROOT, 'isas');
/** The folder of the shipped specs. */
const SPECS: string = join(ROOT, 'specs');

export interface MachineLocation {
  readonly id: string;
  /** Its first file. */
  readonly file: string;
  /** Files of expected rows, read only after judging. */
  readonly expected: readonly string[];
  /** What is around the processor when a program runs. */
  readonly platform?: string | undefined;
}

/** Every shipped machine, variants after the machine they change. */
export function listMachines(): readonly MachineLocation[] {
  return folders(MACHINES).flatMap((folder) => {
    const variants = files(join(MACHINES, folder, 'variants')).filter((file) =>
      file.endsWith(SUFFIX),
    );
    const ids = [folder, ...variants.map((file) => `${folder}/${basename(file, SUFFIX)}`)];
    return ids.flatMap((id) => shipped(id) ?? []);
  });
}

/** A machine by its id, its folder or its file; undefined if there is none. */
export function locateMachine(name: string): MachineLocation | undefined {
  const known = shipped(name);
  if (known !== undefined) return known;
  if (!existsSync(name)) return undefined;
  if (!statSync(name).isDirectory()) {
    return { id: idOfFile(name), file: name, expected: [], platform: platformBeside(name) };
  }
  const file = join(name, FIRST_FILE);
  return existsSync(file)
    ? {
        id: basename(resolve(name)),
        file,
        expected: expectedIn(join(name, 'expected'), () => true),
        platform: platformBeside(file),
      }
    : undefined;
}

/** The map file of a machine: its own, or that of the machine it is a variant of. */
export function locateMap({ file }: MachineLocation): string | undefined {
  const folder = dirname(file);
  const candidates = [file.replace(/\.isa$/u, MAP_SUFFIX), join(folder, FIRST_MAP), join(folder, '..', FIRST_MAP)]; // prettier-ignore
  return candidates.find((candidate) => candidate.endsWith(MAP_SUFFIX) && existsSync(candidate));
}

/** The files of a shipped spec, `NAME/NAME.spec` first; undefined if there is none. */
export function locateSpec(name: string): readonly string[] | undefined {
  if (!/^[\w-]+$/u.test(name)) return undefined;
  const folder = join(SPECS, name);
  const found = files(folder).filter((file) => file.endsWith('.spec'));
  return found.length === 0
    ? undefined
    : found
        .toSorted((a, b) => Number(b === `${name}.spec`) - Number(a === `${name}.spec`))
        .map((file) => join(folder, file));
}

/** The names of the shipped specs. */
export function listSpecs(): readonly string[] {
  return folders(SPECS).filter((name) => locateSpec(name) !== undefined);
}

/** @throws TypeError where the bytes are not UTF-8; a zero in them is no text either */
function textIn(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return text.includes('\0') ? undefined : text;
}

/** Files as the language asks for them. Paths in diagnostics are relative to the working folder where that is shorter. */
export const fileHost: Host = {
  readText(path) {
    try {
      return textIn(readFileSync(path));
    } catch {
      return undefined;
    }
  },
  machineFile: (id) => shipped(id)?.file,
  resolve: (from, path) => (isAbsolute(path) ? path : join(dirname(from), path)),
  machineIds: () => listMachines().map((machine) => machine.id),
};

function shipped(id: string): MachineLocation | undefined {
  if (!/^[\w-]+(\/[\w-]+)?$/u.test(id)) return undefined;
  const [folder = '', variant] = id.split('/');
  const first = join(MACHINES, folder, FIRST_FILE);
  const file =
    variant === undefined ? first : join(MACHINES, folder, 'variants', `${variant}${SUFFIX}`);
  if (!existsSync(file)) return undefined;
  const names = new Set(
    files(join(MACHINES, folder, 'variants')).map((name) => basename(name, SUFFIX)),
  );
  const belongs = (row: string): boolean =>
    variant === undefined ? !names.has(row) : row === variant;
  return {
    id,
    file: display(file),
    expected: expectedIn(join(MACHINES, folder, 'expected'), belongs).map(display),
    platform: platformBeside(display(file)) ?? platformBeside(display(first)),
  };
}

/** `mine.platform` beside `mine.isa`. A variant without one has its machine's. */
function platformBeside(file: string): string | undefined {
  const platform = `${file.slice(0, file.length - extname(file).length)}.platform`;
  return existsSync(platform) ? platform : undefined;
}

/** A row file named after a variant is the variant's; every other is the machine's own. */
function expectedIn(folder: string, belongs: (name: string) => boolean): string[] {
  return files(folder)
    .filter((file) => file.endsWith('.expected') && belongs(basename(file, '.expected')))
    .map((file) => join(folder, file));
}

function idOfFile(path: string): string {
  const name = basename(path, SUFFIX);
  return name === 'machine' ? basename(dirname(resolve(path))) : name;
}

function display(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}

function folders(path: string): string[] {
  return existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .toSorted()
    : [];
}

function files(path: string): string[] {
  return existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .toSorted()
    : [];
}
