import { describe, expect, it } from 'vitest';
import { loadExpected, type LoadedExpected } from '../../../src/language/load-expected.ts';

describe('loadExpected', () => {
  it('reads rows about instructions, theorems and premises', () => {
    const { rows, diagnostics } = loaded(`source pg74 "The paper"
      expect csrr* under pg74 pair m_u { control yes, innocuous no } published certain why "section 2"
      expect theorem 1 under pg74 with XLEN = 32, N = 1 { holds } manual likely
      expect premise one_map under pg74 { fails } derived prediction`);

    expect(diagnostics).toStrictEqual([]);
    expect(rows.map(({ subject, pair, settings, claims, status, confidence, why }) => ({ subject, pair, settings, claims, status, confidence, why }))).toStrictEqual([
      {
        subject: { kind: 'instruction', pattern: 'csrr*' },
        pair: 'm_u',
        settings: [],
        claims: [{ name: 'control', value: 'yes' }, { name: 'innocuous', value: 'no' }],
        status: 'published',
        confidence: 'certain',
        why: 'section 2',
      },
      { subject: { kind: 'theorem', number: 1 }, pair: undefined, settings: [{ name: 'XLEN', value: 32n }, { name: 'N', value: 1n }], claims: [{ name: 'holds', value: 'holds' }], status: 'manual', confidence: 'likely', why: undefined },
      { subject: { kind: 'premise', name: 'one_map' }, pair: undefined, settings: [], claims: [{ name: 'fails', value: 'fails' }], status: 'derived', confidence: 'prediction', why: undefined },
    ]); // prettier-ignore
  });

  it.each([
    ['PG401', 'expect add under pg47 { control yes } manual certain'],
    ['PG401', 'expect add under pg74 { controls yes } manual certain'],
    ['PG401', 'expect premise coverages under pg74 { holds } manual certain'],
    ['PG407', 'expect add under pg74 { control maybe } manual certain'],
    ['PG407', 'expect theorem 1 under pg74 { control yes } manual certain'],
  ])('refuses what it cannot mean: %s %s', (code, row) => {
    expect(loaded(`source pg74 "The paper" ${row}`).diagnostics.map((each) => each.code)).toContain(
      code,
    );
  });

  it('refuses a file that is not there', () => {
    expect(loaded(undefined).diagnostics).toMatchObject([{ code: 'PG501' }]);
  });
});

// Helpers

function loaded(text: string | undefined): LoadedExpected {
  return loadExpected(['test.expected'], {
    readText: () => text,
    specNames: () => ['pg74'],
    classNames: () => ['control', 'mode', 'privileged'],
  });
}
