/** Expected rows: what others published and what we predict, compared after judging. */

import type { ExpectedFile, ExpectedRow, Name } from './ast.ts';
import { parseClauses, parseHyphenated, whyClause } from './clauses.ts';
import type { Cursor } from './cursor.ts';
import { EXPECTED_WORDS } from './keywords.ts';
import { parseInstructionId } from './parse-instruction.ts';
import { parseOrdinal } from './parse-spec.ts';

/** The file. Its header is there; see `parse.ts`. */
export function parseExpectedFile(cursor: Cursor): ExpectedFile {
  const start = cursor.take();
  cursor.reached('file.expected');
  const source = parseHyphenated(cursor, 'the key of a source');
  const title = cursor.text('the title of the source');
  const rows: ExpectedRow[] = [];
  while (!cursor.atEnd) {
    cursor.attempt(
      () => rows.push(parseRow(cursor)),
      () => cursor.token.first && cursor.at('expect'),
    );
  }
  return { kind: 'expected', source, title, rows, span: cursor.spanFrom(start) };
}

/** `expect csrrw.sstatus under pg74 { control yes } published certain` */
function parseRow(cursor: Cursor): ExpectedRow {
  const start = cursor.token;
  cursor.oneOf(EXPECTED_WORDS, 'row');
  const subject = parseSubject(cursor);
  cursor.expect('under', 'name the spec: `under pg74`');
  const spec = parseHyphenated(cursor, 'the name of a spec');
  let pair: Name | undefined;
  if (cursor.takeIf('pair') !== undefined) {
    cursor.reached('row.pair');
    pair = cursor.name('the name of a pair');
  }
  const settings = parseSettings(cursor);
  const claims = parseClaims(cursor);
  const status = cursor.oneOf(['published', 'manual', 'derived'], 'status');
  const confidence = cursor.oneOf(
    ['certain', 'likely', 'needs_checking', 'prediction'],
    'confidence',
  );
  const { why } = parseClauses(cursor, { why: whyClause('row.why') });
  const span = cursor.spanFrom(start);
  return { subject, spec, pair, settings, claims, status, confidence, why, span };
}

/** `with N = 1, XLEN = 64`, or nothing. */
function parseSettings(cursor: Cursor): ExpectedRow['settings'] {
  if (cursor.takeIf('with') === undefined) return [];
  cursor.reached('row.settings');
  return cursor.commaSeparated(() => {
    const name = cursor.name('a parameter of the machine');
    cursor.expect('=', 'a setting is written `with NAME = 1`');
    return { name, value: parseOrdinal(cursor, 'the value of the parameter') };
  });
}

function parseSubject(cursor: Cursor): ExpectedRow['subject'] {
  if (cursor.at('theorem') && cursor.ahead().kind === 'number') {
    cursor.take();
    cursor.reached('row.theorem');
    return { kind: 'theorem', name: String(parseOrdinal(cursor, 'the number of a theorem')) };
  }
  if (cursor.at('premise') && cursor.ahead().kind === 'word' && cursor.ahead(2).text === 'under') {
    cursor.take();
    cursor.reached('row.premise');
    return { kind: 'premise', name: cursor.word('the name of a premise').text };
  }
  cursor.reached('row.instruction');
  return {
    kind: 'instruction',
    name: parseInstructionId(cursor, 'the id of an instruction', true).text,
  };
}

/** `{ control yes, privileged no }`, or `{ holds }`, which is the claim `holds holds`. */
function parseClaims(cursor: Cursor): ExpectedRow['claims'] {
  const open = cursor.expect('{');
  const claims = cursor.commaSeparated(() => {
    const name = cursor.name('a claim');
    if (name.text === 'holds' || name.text === 'fails') {
      cursor.reached('row.verdict');
      return { name, value: name };
    }
    cursor.reached('row.claims');
    return { name, value: cursor.name('`yes` or `no`') };
  });
  cursor.expectClosing(open, '}', '`,` or ');
  return claims;
}
