/** What map files say of fields of records, and of traps that are passed on. */

import { describe, expect, it } from 'vitest';
import { loadMap, type LoadedMap } from '../../../src/language/load-map.ts';
import { parseMap } from '../../../src/language/parse.ts';
import { formatSource } from '../../../src/language/format.ts';
import { fileHost } from '../../../src/library/machine-files.ts';
import { littleMachine } from '../../helpers/machines.ts';

const MACHINE = littleMachine('control s : record { u : bits(1), v : bits(1) } why "for tests"');

function load(items: string): LoadedMap {
  const text = `map "a map"\nwindow at 0\nallocated (a : bits(8)) when a < 8\n${items}`;
  const machine = { id: 'test', file: 'test.isa', text: MACHINE, settings: new Map() };
  return loadMap({ machine, file: 'test.map', text }, fileHost);
}

function errorsOf({ diagnostics }: LoadedMap): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('a field that is kept', () => {
  it('stands for the field, and the others are shared', () => {
    const loaded = load('kept s.u why "for tests"\ninvariant kept.s.u == 0 why "for tests"');

    expect(errorsOf(loaded)).toStrictEqual([]);
    expect(loaded.map?.kept.map(({ name, width }) => [name, width])).toStrictEqual([['kept.s.u', 1]]); // prettier-ignore
    expect(loaded.map?.abstraction.get('s.u')).toMatchObject({ name: 'kept.s.u' });
    expect(loaded.map?.abstraction.get('s.v')).toMatchObject({ name: 's.v' });
    expect([...(loaded.map?.resume.elements.keys() ?? [])]).toContain('kept.s.u');
  });

  it('may have others of its record beside it', () => {
    const loaded = load('kept s.u, s.v why "for tests"\ninvariant kept.s.u == kept.s.v why "for tests"'); // prettier-ignore

    expect(errorsOf(loaded)).toStrictEqual([]);
    expect(loaded.map?.kept.map(({ name }) => name)).toStrictEqual(['kept.s.u', 'kept.s.v']);
  });

  it.each([
    ['kept s.w why "for tests"', 'the machine has no element with a field `s.w`'],
    ['kept T.u why "for tests"', 'the machine has no element with a field `T.u`'],
    ['kept s.u, s.u why "for tests"', '`kept.s.u` is declared twice'],
    ['kept s.u why "for tests"\ninvariant kept.s.v == 0 why "for tests"', 'v'],
  ])('%s: %s', (items, message) => {
    expect(errorsOf(load(items)).join('\n')).toContain(message);
  });
});

describe('traps that are passed on', () => {
  it('have a cause, an address and a condition', () => {
    const { map, ...loaded } = load('reflected 0 resumes T when T == 3 why "for tests"');

    expect(errorsOf({ map, ...loaded })).toStrictEqual([]);
    expect(map?.reflected).toMatchObject({
      cause: { kind: 'constant', value: 0n },
      resume: { name: 'T' },
      condition: { operator: '=' },
    });
  });

  it('are none where the map says nothing', () => {
    expect(load('').map?.reflected).toBeUndefined();
  });

  it('are said once', () => {
    const item = 'reflected 0 resumes T when T == 3\n';

    expect(errorsOf(load(item + item))).toStrictEqual(['a map has one `reflected`']);
  });

  it('print as they are parsed', () => {
    const text = `map "a map"

reflected 0 resumes T when T == 3
  cites popek § "A map outside the processor"
  why "for tests"
`;

    expect(parseMap('a.map', text).diagnostics).toStrictEqual([]);
    expect(formatSource('a.map', text).text).toBe(text);
  });
});
