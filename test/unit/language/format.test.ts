import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSource } from '../../../src/language/format.ts';
import { lex } from '../../../src/language/lexer.ts';
import { type FileTree, printFile } from '../../../src/language/print.ts';
import {
  EVERYTHING,
  EXPECTED,
  FRAGMENT,
  MAP,
  PLATFORM,
  SPEC,
  THIRD_GENERATION,
} from '../../helpers/samples.ts';
import { anyDescription, anyExpected, anyMap, anyPlatform, anySpec } from '../../helpers/syntax-trees.ts'; // prettier-ignore

describe('formatSource', () => {
  it.each([
    ['third-generation.isa', THIRD_GENERATION],
    ['everything.isa', EVERYTHING],
    ['fragment.isa', FRAGMENT],
    ['everything.map', MAP],
    ['pg74.spec', SPEC],
    ['pg74.expected', EXPECTED],
    ['board.platform', PLATFORM],
  ])('leaves %s as it is', (file, text) => {
    expect(formatSource(file, text)).toStrictEqual({ text, diagnostics: [] });
  });

  it('keeps comments where they are, and what they speak of below them', () => {
    const text = `// A file.


//   Two  spaces.
isa "x"  // the title
  // where from
  cites   a  // here


reset   { // first
    // nothing
}
instruction   a "a"
// the bits
encoding 0000_0000  {  // short
  let b=1// no
  // last

  }
enum c { D , // one
  // two
  E }
// end
`;

    expect(formatSource('a.isa', text).text).toBe(`// A file.


//   Two  spaces.
isa "x" // the title
  // where from
  cites a // here


reset { // first
  // nothing
}

instruction a "a"
  // the bits
  encoding 0000_0000
{ // short
  let b = 1 // no
  // last
}

enum c {
  D, // one
  // two
  E
}
// end
`);
  });

  it('aligns the columns of lists and of adjacent items', () => {
    const text = `const A = 1
const LONG : bits(8) = 2 // two
const B = 3 // three

const C = 4
// another
const DE = 5
control f : bits(2) time cites g why "h"
storage i : bits(8) at bits(8) cites jk
trap l cites m
memory trap n = 1 cites o

supervisor when p
user when q

enum r { s = 1, // one
  tu = 2 }
record v : bits(8) {
  a : bits(1) at [7],
  bc : bits(10) at [6:0] mode time why "d"
}
instruction w "w" encoding 00 { reset() }
instruction xy "xy {z}" cites a encoding 0 :: z[1] where z == 0 {}

reset {
  b = match c {
    D => 1, E, F => 2, else => 3 }
  match d {
    G => {}
    HIJ => {
      k = 1
    }
    LMNOP => { q = 2 }
  }
}
`;

    expect(formatSource('a.isa', text).text).toBe(`const A              = 1
const LONG : bits(8) = 2 // two
const B              = 3 // three

const C = 4
// another
const DE = 5
control f : bits(2) time       cites g why "h"
storage i : bits(8) at bits(8) cites jk
trap l                         cites m
memory trap n = 1              cites o

supervisor when p
user       when q

enum r {
  s  = 1, // one
  tu = 2
}
record v : bits(8) {
  a  : bits(1)  at [7],
  bc : bits(10) at [6:0] mode time why "d"
}

instruction w  "w"              encoding 00                     { reset() }
instruction xy "xy {z}" cites a encoding 0 :: z[1] where z == 0 {}

reset {
  b = match c {
    D    => 1,
    E, F => 2,
    else => 3
  }
  match d {
    G   => {}
    HIJ => {
      k = 1
    }
    LMNOP => { q = 2 }
  }
}
`);
  });

  it('does not align with what is much wider, nor out of the page', () => {
    const wide = 'w'.repeat(70);
    const text = `enum a {
  b = 1,
  cd = 2,
  a_name_that_is_much_longer_than_those = 3,
  ef = 4
}
const G = ${wide}_and_${wide}
const A_NAME_OF_TWENTY_TWO = ${wide}
const H = 1
`;

    expect(formatSource('a.isa', text).text).toBe(`enum a {
  b  = 1,
  cd = 2,
  a_name_that_is_much_longer_than_those = 3,
  ef = 4
}
const G = ${wide}_and_${wide}
const A_NAME_OF_TWENTY_TWO = ${wide}
const H                    = 1
`);
  });

  it('keeps assignments aligned that their author aligned', () => {
    const text = `reset {
  let a   = 1
  let bcd = 2
  e = 3
  fg = 4
  h.i  =  5
  j    = 6

  ${'k'.repeat(10)} = ${'l'.repeat(89)}
  m          = 7
  n          = ${'o'.repeat(89)}
}
`;

    expect(formatSource('a.isa', text).text).toBe(`reset {
  let a   = 1
  let bcd = 2
  e = 3
  fg = 4
  h.i = 5
  j   = 6

  ${'k'.repeat(10)} = ${'l'.repeat(89)}
  m = 7
  n = ${'o'.repeat(89)}
}
`);
  });

  it('leaves it to the author which clauses start a line, if all fit', () => {
    const text = `map a : bits(8) cites b § "c"
  why "d"
map e : bits(8)
  cites b § "c" why "d"

invariant f cites b
supervisor when g
user       when h holding i
  within j

instruction k "k" each l in m
  cites b
  encoding 0000_0000
{
  undefined widened to n
    why "o"
}

enum p {
  q = 1, r,
  s, t
}
`;

    expect(formatSource('a.isa', text).text).toBe(text);
  });

  it('keeps two blank lines between items, and one elsewhere', () => {
    const text = `const A = 1


// B


const B = 2



reset {


  c = 1


  d = 2
}
`;

    expect(formatSource('a.isa', text).text).toBe(`const A = 1


// B


const B = 2


reset {
  c = 1

  d = 2
}
`);
  });

  it('leaves short things on one line and long ones on several, as they were', () => {
    const text = `enum a { B, C }

enum d {
  E, F
}

instruction g "g" encoding 0000_0000 { if h { trap i } }
instruction j "j" encoding 0000_0001 { k = 1 }

instruction l "l"
  encoding 0000_0010
{ m = 1 }

function n (o : bits(8)) -> bits(8) = o

function p (o : bits(8)) -> bits(8)
  cites q
{
  return (o + 1) * 2
}

reset {
  if r { s = 1 } else { s = 2 }
  if r {
    s = 1
  }
}
`;

    expect(formatSource('a.isa', text).text).toBe(text);
  });

  it('drops what the grammar can do without', () => {
    const text =
      'const A = ((b)) + (c[(1)])\nenum d { E, F, }\nreset { g = (h && i) match j { K => {}, } }\n';

    expect(formatSource('a.isa', text).text).toBe(`const A = b + c[1]
enum d { E, F }
reset {
  g = h && i
  match j {
    K => {}
  }
}
`);
  });

  it('breaks lines of more than 100 columns', () => {
    const text = `instruction a "a" encoding 0000_0000 {
  if alpha_is_set && beta_is_set && gamma_is_set && delta_is_set && epsilon_is_set && zeta_is_set_too { b = 1 }
  c = alpha :: beta :: gamma :: delta :: epsilon :: zeta :: eta :: theta :: iota :: kappa :: lambda :: mu
  d = a_function_of(the_first_argument, the_second_argument, the_third_argument, the_fourth_argument)
  e = a_condition_with_a_long_name == 5 ? the_value_where_it_is_true + 1 : the_value_where_it_is_not + 1
}
`;

    expect(formatSource('a.isa', text).text).toBe(`instruction a "a"
  encoding 0000_0000
{
  if alpha_is_set
    && beta_is_set
    && gamma_is_set
    && delta_is_set
    && epsilon_is_set
    && zeta_is_set_too
  {
    b = 1
  }
  c = alpha :: beta :: gamma :: delta :: epsilon :: zeta :: eta :: theta :: iota :: kappa :: lambda
    :: mu
  d = a_function_of(
    the_first_argument,
    the_second_argument,
    the_third_argument,
    the_fourth_argument
  )
  e = a_condition_with_a_long_name == 5
    ? the_value_where_it_is_true + 1
    : the_value_where_it_is_not + 1
}
`);
  });

  it('changes nothing of a file with errors', () => {
    const text = 'const   A\n';

    const formatted = formatSource('a.isa', text);

    expect(formatted.text).toBe(text);
    expect(formatted.diagnostics).toMatchObject([{ code: 'PG010' }]);
  });

  it.each([
    { file: 'random.isa', tree: anyDescription, numRuns: 300 },
    { file: 'random.map', tree: anyMap, numRuns: 200 },
    { file: 'random.spec', tree: anySpec, numRuns: 200 },
    { file: 'random.expected', tree: anyExpected, numRuns: 200 },
    { file: 'random.platform', tree: anyPlatform, numRuns: 200 },
  ])(
    'keeps every comment of $file in its order, and has nothing to do the second time',
    ({ file, tree: trees, numRuns }) => {
      fc.assert(
        fc.property<[FileTree, number, readonly Insertion[]]>(
          trees,
          fc.constantFrom(0, 1, 2, 7),
          fc.array(insertion),
          (tree, joined, list) => {
            const text = insertInto(joinLines(printFile(tree), joined), list);

            const once = formatSource(file, text);

            expect(once.diagnostics).toStrictEqual([]);
            expect(commentsOf(once.text)).toStrictEqual(commentsOf(text));
            expect(formatSource(file, once.text).text).toBe(once.text);
            expect(once.text).not.toMatch(/[ \t]\n|\n{4}|^\n|\n\n$/u);
          },
        ),
        { numRuns },
      );
    },
  );
});

// Helpers

/**
 * Joins every `every`th line with the one before; none, if `every` is 0. Texts of several lines stay
 * as they are, since at most one of them may touch a line.
 */
function joinLines(text: string, every: number): string {
  let count = 0;
  const { tokens } = lex('', text);
  const hasLongText = tokens.some(({ start, end }) => text.slice(start, end).includes('\n'));
  if (every === 0 || hasLongText) return text;

  return tokens.reduce((whole, { start, end, first }, index) => {
    const before = tokens[index - 1]?.end ?? 0;
    if (first) count++;
    const gap = first && count % every === 0 ? ' ' : text.slice(before, start);
    return whole + gap + text.slice(start, end);
  }, '');
}

/** Something put between two tokens: `at` of the way through the file. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

const insertion: fc.Arbitrary<Insertion> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  text: fc.constantFrom('   ', ' // a', ' //b\n', '\n// c', '\n\n  // d  ', '\r\n\r\n', '\n\n\n'),
});

/** Comments get a line end; every one is different. */
function insertInto(text: string, insertions: readonly Insertion[]): string {
  const { tokens } = lex('', text);
  const places = tokens.flatMap(({ start }, index) => {
    const end = tokens[index - 1]?.end ?? 0;
    return start > end || mayBeParted(text, start) ? [start] : [];
  });
  const ordered = insertions
    .map(({ at, text: inserted }, index) => ({
      place: places[Math.min(places.length - 1, Math.floor(at * places.length))] ?? 0,
      inserted: inserted.includes('//') ? `${inserted.trimEnd()}${index}\n` : inserted,
    }))
    .toSorted((a, b) => b.place - a.place);
  return ordered.reduce(
    (whole, { place, inserted }) => whole.slice(0, place) + inserted + whole.slice(place),
    text,
  );
}

/** Tokens that touch, and do not have to. */
function mayBeParted(text: string, start: number): boolean {
  return /[()[\],]/u.test(text.slice(Math.max(0, start - 1), start + 1));
}

function commentsOf(text: string): readonly string[] {
  return lex('', text).comments.map((comment) => comment.text);
}
