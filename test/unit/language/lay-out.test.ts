import { describe, expect, it } from 'vitest';
import {
  chainFill,
  commaFill,
  type Doc,
  group,
  hardLine,
  indent,
  join,
  line,
  literal,
  prose,
  softLine,
  withClauses,
} from '../../../src/language/doc.ts';
import { type Attached, layOut } from '../../../src/language/lay-out.ts';

const LONG = 'x'.repeat(60);

describe('layOut', () => {
  it('breaks all lines of a group or none', () => {
    expect(layOut(list('a', 'b'))).toBe('(a, b)');
    expect(layOut(list('a', LONG, LONG))).toBe(`(\n  a,\n  ${LONG},\n  ${LONG}\n)`);
  });

  it('counts what follows a group up to the next line', () => {
    const half = 'x'.repeat(49);

    expect(layOut([group([half, line(), half]), 'y'])).toBe(`${half} ${half}y`);
    expect(layOut([group([half, line(), half]), 'yy'])).toBe(`${half}\n${half}yy`);
    expect(layOut([group([half, line(), half]), hardLine(), 'yy'])).toBe(`${half} ${half}\nyy`);
  });

  it('breaks a group around one that is broken', () => {
    expect(layOut(group(['a', line(), group(['b', line(), 'c'], true)]))).toBe('a\nb\nc');
  });

  it('fills lines with what fits', () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${index}`);

    const lines = layOut(commaFill(words)).split('\n');

    expect(lines.map((text) => text.length)).toStrictEqual([93, 95, 38]);
    expect(lines.join(' ')).toBe(words.join(', '));
  });

  it('puts a clause on a line of its own if it does not fit, or follows a broken one', () => {
    const broken = group(['{', indent([line(), 'a']), line(), '}'], true);

    expect(layOut(withClauses('head', ['one', undefined, 'two']))).toBe('head one two');
    expect(layOut(withClauses('head', [LONG, LONG]))).toBe(`head ${LONG}\n  ${LONG}`);
    expect(layOut(withClauses(broken, ['one', 'two']))).toBe('{\n  a\n}\n  one two');
  });

  it('lets a part that is broken anyway start behind what is there, in a chain', () => {
    const call = group(['f(', indent([softLine(), LONG, line(), LONG]), softLine(), ')']);

    expect(layOut(chainFill('a', [['+ ', call], '+ b']))).toBe(
      `a + f(\n    ${LONG}\n    ${LONG}\n  )\n  + b`,
    );
  });

  it('continues prose below its first letter, and no other string', () => {
    const text = Array.from({ length: 30 }, () => 'prose').join(' ');

    expect(layOut(['why ', prose(text)])).toBe(
      `why "${'prose '.repeat(15)}prose
     ${'prose '.repeat(13)}prose"`,
    );
    expect(layOut(['why ', literal(text)])).toBe(`why "${text}"`);
  });

  it('breaks prose only at single spaces', () => {
    const text = `${'a  '.repeat(33)}b c`;

    expect(layOut(prose(text))).toBe(`"${'a  '.repeat(33)}b\n c"`);
  });

  it('writes comments at their lines', () => {
    const first = line();
    const second = hardLine('keep');
    const third = hardLine('end');
    const doc = [group(['a', indent([first, 'b'])]), second, indent('c'), third, '}'];
    const attached = new Map<ReturnType<typeof line>, Attached>([
      [first, { trailing: '// 1', own: [], blankBefore: 1 }],
      [second, { trailing: '// 2', own: [{ text: '// 3', blankBefore: 1 }], blankBefore: 1 }],
      [third, { trailing: undefined, own: [{ text: '// 4', blankBefore: 1 }], blankBefore: 1 }],
    ]);

    expect(layOut(doc, attached)).toBe('a // 1\n  b // 2\n\n// 3\n\nc\n\n  // 4\n}');
  });
});

// Helpers

/** `(a, b)` */
function list(...words: readonly string[]): Doc {
  return group(['(', indent([softLine(), join(words, () => [',', line()])]), softLine(), ')']);
}
