import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_DIAGNOSTICS } from '../../../src/language/cursor.ts';
import { formatSource } from '../../../src/language/format.ts';
import {
  parseDescription,
  parseExpected,
  parseMap,
  parsePlatform,
  parseFile,
  parseSpec,
} from '../../../src/language/parse.ts';
import { type Production, PRODUCTIONS } from '../../../src/language/productions.ts';
import { sameTree } from '../../../src/language/same-tree.ts';
import {
  EVERYTHING,
  EXPECTED,
  FRAGMENT,
  MAP,
  PLATFORM,
  SPEC,
  THIRD_GENERATION,
} from '../../helpers/samples.ts';

const DESCRIPTIONS = [THIRD_GENERATION, EVERYTHING, FRAGMENT];

describe('parseDescription', () => {
  it('tells a description from a fragment by the header', () => {
    expect(parseDescription('a.isa', 'isa "x" changes "y" const A = 1').file.tree).toMatchObject({
      kind: 'isa',
      title: 'x',
      changes: 'y',
      citations: [],
      items: [{ kind: 'constant' }],
    });
    expect(parseDescription('a.isa', '// nothing').file).toMatchObject({
      tree: { kind: 'fragment', items: [] },
      comments: [{ text: '// nothing', span: { file: 'a.isa', start: 0, end: 10 } }],
    });
  });

  it('gives every node the span of its text', () => {
    const text = '\nconst A = (b + c)[3] // d\n';

    const { items } = parseDescription('a.isa', text).file.tree;

    expect(items).toMatchObject([
      { span: spanOf(text, 'const A = (b + c)[3]'), value: { span: spanOf(text, '(b + c)[3]') } },
    ]);
  });

  it('reads the same from every form of line end, and behind a byte order mark', () => {
    for (const text of DESCRIPTIONS) {
      const { tree } = parseDescription('a.isa', text).file;

      for (const lineEnd of ['\r\n', '\r']) {
        const other = parseDescription('a.isa', `\uFEFF${text.replaceAll('\n', lineEnd)}`);
        expect(other.diagnostics).toStrictEqual([]);
        expect(sameTree(other.file.tree, tree)).toBe(true);
      }
    }
  });

  it('takes keywords for names wherever the grammar expects no keyword', () => {
    const text = `
      control let : bits(8)
      control map : when
      type when = bits(3)
      reset {
        let = 1  if[3] = 2  trap.next = 3  for :: match_ = 4
        let in = in in { in }
        if in { return }
        for in in in .. in { keeping = 1 }
        trap trap
        resumes = 1
        undefined
        widened = 1
        why()
      }`;

    expect(parseDescription('a.isa', text).diagnostics).toStrictEqual([]);
  });

  it('keeps what is right of a file that is not', () => {
    const text = `
      const A = 1
      const B = = 2
      function f () { x = 1  y == 2
        z = 3 }
      enum e { a, 5, b,
        c }
      nonsense
      const C = 3`;

    const { file, diagnostics } = parseDescription('a.isa', text);

    expect(
      diagnostics.map(({ primary }) => text.slice(primary.span.start, primary.span.end)),
    ).toStrictEqual(['=', '==', '5', 'nonsense']);
    expect(file.tree.items).toMatchObject([
      { name: { text: 'A' } },
      { name: { text: 'f' }, body: { statements: [{ kind: 'assign' }, { kind: 'assign' }] } },
      {
        name: { text: 'e' },
        type: { members: [{ name: { text: 'a' } }, { name: { text: 'c' } }] },
      },
      { name: { text: 'C' } },
    ]);
  });

  it.each([
    ['parentheses', (n: number) => `const A = ${'('.repeat(n)}1${')'.repeat(n)}`],
    ['signs', (n: number) => `const A = ${'!'.repeat(n)}1`],
    ['implications', (n: number) => `const A = ${'a => '.repeat(n)}1`],
    ['sums', (n: number) => `const A = ${'a + '.repeat(n)}1`],
    ['choices', (n: number) => `const A = ${'a ? b : '.repeat(n)}1`],
    ['fields', (n: number) => `const A = a${'.a'.repeat(n)}`],
    ['calls', (n: number) => `const A = ${'a[f('.repeat(n)}1${')]'.repeat(n)}`],
    ['matches', (n: number) => `const A = ${'match a { b => '.repeat(n)}1${'}'.repeat(n)}`],
    ['sets', (n: number) => `const A = ${'a in { '.repeat(n)}1${'}'.repeat(n)}`],
    ['records', (n: number) => `type a = ${'record { b : '.repeat(n)}bool${'}'.repeat(n)}`],
    ['blocks', (n: number) => `reset { ${'if a { '.repeat(n)}${'}'.repeat(n)} }`],
    ['alternatives', (n: number) => `reset { if a {} ${'else if a {} '.repeat(n)} }`],
    ['arms', (n: number) => `reset { ${'match a { b => { '.repeat(n)}${'} } '.repeat(n)} }`],
    ['items', (n: number) => `${'if a { '.repeat(n)}${'}'.repeat(n)}`],
  ])('reports %s that are nested too deep, once', (_, text) => {
    for (const depth of [MAX_DEPTH + 1, 10_000]) {
      const { diagnostics } = parseDescription('a.isa', text(depth));
      expect(diagnostics.map(({ code }) => code)).toStrictEqual(['PG022']);
    }
    const deepest = lastOf(MAX_DEPTH + 1, (depth) => {
      return parseDescription('a.isa', text(depth)).diagnostics.length === 0;
    });
    expect(deepest).toBeGreaterThan(MAX_DEPTH / 5);
    expect(formatSource('a.isa', text(deepest)).diagnostics).toStrictEqual([]);
  });

  it('takes lists of any length, and so does the formatter', () => {
    const texts = [
      `enum a { ${many('b, ')} }`,
      `const A = f(${many('b, ')} b)`,
      `const A = a[${many('b, ')} b]`,
      `const A = a in { ${many('b, ')} b }`,
      `const A = match a { ${many('b => c, ')} }`,
      `reset { ${many('b = c ')} }`,
      many('const A = 1 '),
    ];

    for (const text of texts) {
      expect(parseDescription('a.isa', text).diagnostics).toStrictEqual([]);
    }
    for (const text of texts.slice(0, 2)) {
      expect(formatSource('a.isa', text).diagnostics).toStrictEqual([]);
    }
  });

  it('stops at so many errors', () => {
    const { diagnostics } = parseDescription('a.isa', 'const = 1\n'.repeat(1000));

    expect(diagnostics).toHaveLength(MAX_DIAGNOSTICS + 1);
    expect(diagnostics.at(-1)?.code).toBe('PG023');
  });

  it('takes time in proportion to the text', () => {
    const [, items = ''] = /^[^]*?\n\n([^]*)$/u.exec(EVERYTHING) ?? [];
    const text = items.repeat(Math.ceil(100_000 / items.split('\n').length));
    const start = performance.now();

    expect(parseDescription('a.isa', text).diagnostics).toStrictEqual([]);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('parseMap, parseSpec, parseExpected and parsePlatform', () => {
  it('give nothing of a file without a header', () => {
    expect(parseSpec('a.spec', '').file).toBeUndefined();
    expect(parseSpec('a.spec', '').diagnostics).toMatchObject([{ code: 'PG021' }]);
    expect(parseExpected('a.expected', SPEC).file).toBeUndefined();
    expect(parseMap('a.map', SPEC).file).toBeUndefined();
    expect(parseMap('a.map', MAP).file?.tree.kind).toBe('map');
    expect(parseSpec('a.spec', SPEC).file?.tree.kind).toBe('spec');
    expect(parseExpected('a.expected', EXPECTED).file?.tree.kind).toBe('expected');
    expect(parsePlatform('a.platform', EXPECTED).diagnostics).toMatchObject([{ code: 'PG021' }]);
    expect(parsePlatform('a.platform', PLATFORM).file?.tree.kind).toBe('platform');
  });
});

describe('parseFile', () => {
  it('goes by the end of the name, and then by the first word', () => {
    expect(parseFile('a.isa', SPEC).diagnostics).not.toStrictEqual([]);
    expect(parseFile('-', `// a comment\n${SPEC}`).tree?.kind).toBe('spec');
    expect(parseFile('-', EXPECTED).tree?.kind).toBe('expected');
    expect(parseFile('-', PLATFORM).tree?.kind).toBe('platform');
    expect(parseFile('a.platform', PLATFORM).tree?.kind).toBe('platform');
    expect(parseFile('-', MAP).tree?.kind).toBe('map');
    expect(parseFile('-', 'map R : bits(8)').tree?.kind).toBe('fragment');
    expect(parseFile('-', EVERYTHING).tree?.kind).toBe('isa');
    expect(parseFile('-', '').tree?.kind).toBe('fragment');
  });
});

describe('the parser', () => {
  it('reaches every production in the samples', () => {
    const seen = new Set<Production>();
    const options = { reached: (production: Production) => seen.add(production) };

    for (const text of DESCRIPTIONS) parseDescription('a.isa', text, options);
    parseSpec('a.spec', SPEC, options);
    parseMap('a.map', MAP, options);
    parseExpected('a.expected', EXPECTED, options);
    parsePlatform('a.platform', PLATFORM, options);

    expect(PRODUCTIONS.filter((production) => !seen.has(production))).toStrictEqual([]);
  });

  it('has every production once', () => {
    expect(new Set(PRODUCTIONS).size).toBe(PRODUCTIONS.length);
  });

  it('takes any text, and so does the formatter', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom('a.isa', 'a.map', 'a.spec', 'a.expected'),
        (text, file) => {
          const { text: formatted, diagnostics } = formatSource(file, text);

          expect(diagnostics.length).toBeLessThanOrEqual(MAX_DIAGNOSTICS + 1);
          if (diagnostics.length > 0) expect(formatted).toBe(text);
          for (const { primary, related } of diagnostics) {
            for (const { span } of [primary, ...related]) {
              expect(span.start).toBeLessThanOrEqual(span.end);
              expect(span.end).toBeLessThanOrEqual(text.length);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

// Helpers

function spanOf(text: string, part: string): object {
  const start = text.indexOf(part);
  return { file: 'a.isa', start, end: start + part.length };
}

function many(text: string): string {
  return text.repeat(150_000);
}

/** The largest number below `end` of which `holds` is true, if it is true of all below that one. */
function lastOf(end: number, holds: (value: number) => boolean): number {
  let low = 0;
  let high = end;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const piece = fc.constantFrom(
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  '\n',
  '\r\n',
  '//',
  '/*',
  '*/',
  '\0',
  '\uD800',
  '\uFEFF',
  '§',
  ';',
  '\\',
  'instruction ',
  'trap ',
  'match ',
  ' in {',
  ' else ',
  ' = ',
  ' => ',
  '::',
  ',',
  '0x',
  "'h",
  '"\\u{',
  'if ',
);

/** Samples with some edits, and mere rubbish. */
const anyText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...DESCRIPTIONS, MAP, SPEC, EXPECTED, PLATFORM),
        fc.array(
          fc.record({
            at: fc.nat(),
            removed: fc.nat({ max: 20 }),
            inserted: fc.oneof(fc.constant(''), piece),
          }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
      )
      .map(([sample, edits]) =>
        edits.reduce((text, { at, removed, inserted }) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + inserted + text.slice(place + removed);
        }, sample),
      ),
  },
  { weight: 1, arbitrary: fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);
