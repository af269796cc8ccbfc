/** A value that does not have the width asked for is no value: then nothing was said. */

import { describe, expect, it } from 'vitest';
import { parseResponse } from '../../src/smt/parse-response.ts';
import { toSmtLib } from '../../src/smt/to-smtlib.ts';
import * as t from '../../src/term/term.ts';

describe('parseResponse', () => {
  const word = t.variable('a', t.bits(6));
  const text = toSmtLib({ name: 'test', assertions: [t.equal(word, t.constant(6, 5n))] });

  it('takes a value of the width asked for', () => {
    expect(parseResponse(text, 'sat\n((|a| #b000101))')).toMatchObject({ kind: 'sat' });
  });

  it.each(['#b00101', '#b0000101', '#x05', '5', 'true', '(bvneg #b000101)'])(
    'does not take %s',
    (value) => {
      expect(parseResponse(text, `sat\n((|a| ${value}))`).kind).toBe('unknown');
    },
  );
});
