import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../../src/language/load-spec.ts';
import { listSpecs } from '../../../src/library/machine-files.ts';
import { loadSpecText, shippedSpec, shippedSpecs, specFromText } from '../../helpers/specs.ts';

describe('loadSpec', () => {
  it.each(listSpecs())('loads the shipped spec %s', (name) => {
    const { spec, diagnostics } = loadSpec(name, shippedSpecs);

    expect(diagnostics).toStrictEqual([]);
    expect(spec?.name).toBe(name);
    expect(spec?.theorems.map(({ number }) => number)).toStrictEqual([1, 2, 3]);
  });

  it('has every class that results name in every shipped spec', () => {
    const wanted = [
      'privileged',
      'control',
      'location',
      'mode',
      'user',
      'sensitive',
      'partly_traps',
    ];

    for (const name of listSpecs())
      expect(shippedSpec(name).classes.map((each) => each.name)).toStrictEqual(
        expect.arrayContaining(wanted),
      );
  });

  it('resolves what is inherited after what is replaced', () => {
    const spec = specFromText({
      mine: 'spec mine "Mine" extends pg74 observed pc class sensitive "S" = found(sees_mode)',
    });

    expect(spec.ancestors).toStrictEqual(['pg74']);
    expect(spec.questions[0]?.observation).toStrictEqual({ parts: ['pc'], except: [] });
    // Theorem 1 of the base speaks of the class as it is here.
    expect(spec.theorems[0]?.requires).toMatchObject({
      kind: 'implies',
      left: { kind: 'found', question: 'sees_mode' },
    });
  });

  it('keeps the order of the base and adds what is new behind it', () => {
    const spec = specFromText({
      mine: 'spec mine "Mine" extends base question b "B again" find state s such that true question d "D" find state s such that false',
      base: 'spec base "Base" question a "A" find state s such that true question b "B" find state s such that false question c "C" find state s such that true',
    });

    expect(spec.questions.map(({ name, title }) => [name, title])).toStrictEqual([
      ['a', 'A'],
      ['b', 'B again'],
      ['c', 'C'],
      ['d', 'D'],
    ]);
  });

  it('makes formulas of expressions', () => {
    const spec = specFromText({
      mine: `spec mine "Mine"
        question q "Q" find pair a, b differing in mode, time
          among supervisor(a) && !(user(b) || bare_user(b)) unless traps(a) => completes(b)
          such that after(a).map != b.map || resume(a) == b.pc || cause(a) == cause(b)`,
    });
    const [question] = spec.questions;

    expect(question).toMatchObject({ states: 2, differing: ['mode', 'time'] });
    expect(question?.among[0]).toMatchObject({
      text: 'supervisor(a) && !(user(b) || bare_user(b))',
      formula: { kind: 'and', left: { predicate: 'supervisor', state: 0 }, right: { kind: 'not' } },
    });
    expect(question?.suchThat.formula).toMatchObject({
      kind: 'or',
      left: {
        kind: 'or',
        left: {
          kind: 'not',
          operand: {
            kind: 'equal',
            left: { moment: 'after', part: 'map', state: 0 },
            right: { moment: 'before', state: 1 },
          },
        },
        right: { left: { kind: 'resume', state: 0 }, right: { part: 'pc' } },
      },
      right: { left: { kind: 'cause' }, right: { kind: 'cause', state: 1 } },
    });
  });

  it.each([
    ['PG401', 'question q "Q" find state s such that trapss(s)', 'did you mean `traps`?'],
    ['PG401', 'question q "Q" find state s such that traps(t)', 'one of s'],
    [
      'PG401',
      'question q "Q" find state s such that after(s).maps != s.map',
      'did you mean `map`?',
    ],
    [
      'PG401',
      'question q "Q" find pair a, b differing in modes such that true',
      'did you mean `mode`?',
    ],
    ['PG401', 'question q "Q" find state s such that true class c "C" = found(p)', 'one of q'],
    [
      'PG401',
      'question q "Q" find state s such that true class c "C" = q',
      'of a question, say `found(q)` or `none(q)`',
    ],
    ['PG401', 'fact 1 "F" given theorem 7 requires true', undefined],
    ['PG402', 'class a "A" = b class b "B" = !a', undefined],
    [
      'PG404',
      'question q "Q" find state s such that s.map == s.mode',
      'compare like with like: `after(s).map != s.map`, `resume(s) == s.pc`',
    ],
    ['PG404', 'question q "Q" find state s such that s.map', undefined],
    ['PG103', 'class a "A" = true class a "B" = true', undefined],
  ])('refuses what it cannot mean: %s %s', (code, items, help) => {
    const { spec, diagnostics } = loadSpecText({ mine: `spec mine "Mine" ${items}` });

    expect(spec).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toContain(code);
    if (help !== undefined) expect(diagnostics.map((each) => each.help)).toContain(help);
  });

  it('refuses a spec that is not there, and one that extends itself', () => {
    expect(loadSpecText({ mine: 'spec mine "Mine" extends pg47' }).diagnostics).toMatchObject([
      { code: 'PG403', help: 'did you mean `pg74`?' },
    ]);
    expect(
      loadSpecText({ a: 'spec a "A" extends b', b: 'spec b "B" extends a' }).diagnostics,
    ).toMatchObject([{ code: 'PG402' }]);
  });
});
