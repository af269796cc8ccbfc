/**
 * Files that must be refused, each beside the exact diagnostics. A file's name starts with the code
 * it is about. `npx vitest run test/reject -u` writes the `.expect` files; read the diff.
 *
 * A description may say in a comment with which parameters it is loaded: `// --set n=1`. Every spec
 * is called `mine`; programs (`.s`) and platforms are for the machine of the paper, and so are maps
 * that do not say of what machine they are: `// --of riscv`.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES, type Diagnostic } from '../../src/base/diagnostic.ts';
import { renderDiagnostics } from '../../src/base/render-diagnostic.ts';
import { assemble } from '../../src/isa/assemble.ts';
import type { Machine } from '../../src/isa/machine.ts';
import { loadExpected } from '../../src/language/load-expected.ts';
import { loadMap } from '../../src/language/load-map.ts';
import { loadSpec, type SpecHost } from '../../src/language/load-spec.ts';
import { loadPlatform } from '../../src/language/load-platform.ts';
import { type LoadRequest, loadMachine } from '../../src/language/load.ts';
import { parseFile } from '../../src/language/parse.ts';
import { fileHost, listSpecs, locateMachine, locateSpec } from '../../src/library/machine-files.ts';
import { misfits } from '../../src/question/fit.ts';
import { MAPPED } from '../helpers/mapped-monitors.ts';

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => /\.(?:isa|map|spec|expected|platform|s)$/u.test(file));

describe('popek', () => {
  it.each(files)('refuses %s', async (file) => {
    const { diagnostics, sources } = refusalOf(file);

    expect(diagnostics.map(({ code }) => code)).toContain(codeOf(file));
    const rendered = renderDiagnostics(diagnostics, sources);
    expect(rendered).not.toContain(folder);
    await expect(rendered).toMatchFileSnapshot(join(folder, `${file}.expect`));
  });

  it.each(Object.keys(DIAGNOSTIC_CODES))('has a file that is refused with %s', (code) => {
    expect(files.filter((file) => codeOf(file) === code)).not.toStrictEqual([]);
  });

  it('has an answer for every file, and a file for every answer', () => {
    const answers = readdirSync(folder).filter((file) => file.endsWith('.expect'));

    expect(answers).toStrictEqual(files.map((file) => `${file}.expect`).toSorted());
  });
});

// Helpers

interface Refusal {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

function codeOf(file: string): string {
  return file.slice(0, 'PG000'.length);
}

/** Grammar is the parser's; everything else comes from whoever loads files of the kind. */
function refusalOf(file: string): Refusal {
  if (file.startsWith('PG0')) {
    const text = readText(file);
    return { diagnostics: parseFile(file, text).diagnostics, sources: new Map([[file, text]]) };
  }
  if (file.endsWith('.isa')) {
    return loadMachine({ id: 'little', file, settings: settingsOf(file) }, host);
  }
  if (file.endsWith('.map')) return refusalOfMap(file);
  if (file.endsWith('.spec')) return refusalOfSpec(file);
  if (file.endsWith('.expected')) {
    const classNames = (spec: string): readonly string[] =>
      loadSpec(spec, specHost).spec?.classes.map(({ name }) => name) ?? [];
    return loadExpected([file], { readText, specNames: listSpecs, classNames });
  }
  if (file.endsWith('.platform')) {
    return loadPlatform(file, machineOfThePaper(), host);
  }
  const text = readText(file);
  const { diagnostics } = assemble(machineOfThePaper(), text, file);
  return { diagnostics, sources: new Map([[file, text]]) };
}

function refusalOfMap(file: string): Refusal {
  const text = readText(file);
  const { machine = MAPPED } = /^\/\/ --of (?<machine>\S+)$/mu.exec(text)?.groups ?? {};
  const location = locateMachine(machine);
  if (location === undefined) throw new Error(`no machine ${machine}`);
  // Where the project lies is not the same everywhere.
  const request = { id: machine, file: relative('.', location.file) };
  return loadMap({ machine: request, file }, host);
}

function refusalOfSpec(file: string): Refusal {
  const specFiles = (name: string): readonly string[] | undefined =>
    name === 'mine' ? [file] : locateSpec(name);
  const { spec, diagnostics, sources } = loadSpec('mine', { ...specHost, specFiles });
  if (spec === undefined) return { diagnostics, sources };
  const { machine } = loadMachine({ id: 'little', file: 'little.isa', text: UNRELOCATED }, host);
  return { diagnostics: machine === undefined ? [] : misfits(spec, machine), sources };
}

/** A machine whose map has no part that shifts. */
const UNRELOCATED = `isa "little"
mode    M : enum { user, supervisor }
pc      P : bits(8)
map     R : bits(8)
storage E : bits(8) at bits(8)
supervisor when M == supervisor
user       when M == user
trap illegal
trap entry (cause) { M = supervisor }
translate fetch (a : bits(8), access) -> bits(8) { return a }
undecoded { trap illegal }
`;

function machineOfThePaper(): Machine {
  const { id = '', file = '' } = locateMachine('third-generation') ?? {};
  const { machine } = loadMachine({ id, file }, fileHost);
  if (machine === undefined) throw new Error('third-generation has errors');
  return machine;
}

function settingsOf(file: string): NonNullable<LoadRequest['settings']> {
  const given = readText(file).matchAll(/^\/\/ --set (\w+)=(\d+)$/gmu);
  return new Map([...given].map(([, name = '', value = '']) => [name, BigInt(value)]));
}

/** Fixtures are known by their names alone, so that no diagnostic says where they lie. */
const host: typeof fileHost = {
  ...fileHost,
  readText: (file) => fileHost.readText(pathOf(file)),
};

const specHost: SpecHost = {
  specFiles: locateSpec,
  specNames: listSpecs,
  readText: (file) => host.readText(file),
};

function readText(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}

function pathOf(file: string): string {
  const here = join(folder, file);
  return existsSync(here) ? here : file;
}
