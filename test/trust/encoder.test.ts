/**
 * What a question means, one detail at a time: each test is a machine in which one detail of the
 * encoding decides the answer, so that `npm run mutants` can break that detail and see this fail.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { withPremiseReplaced } from '../../src/question/spec.ts';
import { createZ3Pool } from '../../src/smt/z3-pool.ts';
import { answersTo } from '../helpers/answers.ts';
import { shippedSpec } from '../helpers/specs.ts';
import { littleMachine, machineFromText } from '../helpers/machines.ts';

const solver = createZ3Pool({ jobs: 1 });
afterAll(() => solver.close());

describe('a pair', () => {
  const BANK = `general sa : bits(8) why "for tests"
    general sb : bits(8) why "for tests"
    banked sp = M == supervisor ? sa : sb`;

  it('shares the register that the mode selects', async () => {
    expect(await asked(one('r[1] = sp', BANK), 'sees_mode')).toBe('none');
  });

  it('has a register of its own for each mode that does not select it', async () => {
    expect(await asked(one('r[1] = sa ^ sb', BANK), 'sees_mode')).toBe('found');
  });

  it('shares both registers of a bank where both states select alike', async () => {
    expect(await asked(one('r[1] = sa ^ sb', BANK), 'sees_location')).toBe('none');
  });

  it('differs in the register that is not selected if only one state changed it', async () => {
    expect(await asked(one('if M == user { sa = 0 }', BANK), 'sees_mode')).toBe('found');
  });

  it('agrees in the register that is not selected if neither changed it', async () => {
    expect(await asked(one('sp = r[1]', BANK), 'sees_mode')).toBe('none');
  });

  it('has a physical storage of its own for each map', async () => {
    expect(await asked(one('r[1] = E[7]'), 'sees_location')).toBe('found');
  });

  it('has one physical storage where the map does not differ', async () => {
    expect(await asked(one('r[1] = E[7]'), 'sees_mode')).toBe('none');
  });

  it('shows the same at one program address under each map', async () => {
    expect(await asked(one('r[1] = data[7]'), 'sees_location')).toBe('none');
  });

  it('does not share what is written physically with the window of another map', async () => {
    expect(await asked(one('E[r[1]] = r[2]'), 'sees_location')).toBe('found');
  });

  it('shares each choice', async () => {
    expect(await asked(one('r[1] = undefined'), 'sees_mode')).toBe('none');
  });

  it('reads through one path what was written through another', async () => {
    const text = littleMachine(
      `translate system (a : bits(8), access) -> bits(8) { return R.l ^ a }
       ${instruction('let old = data[4]  data[4] = r[1] ^ zext(M, 8)  r[2] = system[r[3]]  data[4] = old')}`,
    );

    expect(await asked(text, 'sees_mode')).toBe('found');
  });
});

describe('the observation', () => {
  it('leaves out hardwired registers', async () => {
    const file = 'general z : bits(8)[4] with z[0] = 0 why "for tests"';

    expect(
      await asked(
        one('z[x] = zext(M, 8)', file, '0x01[8] :: x[2] :: 000000\n where x == 0'),
        'sees_mode',
      ),
    ).toBe('none');
    expect(
      await asked(
        one('z[x] = zext(M, 8)', file, '0x01[8] :: x[2] :: 000000\n where x == 1'),
        'sees_mode',
      ),
    ).toBe('found');
  });

  it('leaves out registers that do not exist', async () => {
    const file = 'general z : bits(8)[3] why "for tests"';

    expect(
      await asked(
        one('if x == 3 { z[x] = zext(M, 8) }', file, '0x01[8] :: x[2] :: 000000'),
        'sees_mode',
      ),
    ).toBe('none');
  });

  it('finds a difference in any register that was written', async () => {
    expect(await asked(one('r[1] = zext(M, 8)  r[2] = 0'), 'sees_mode')).toBe('found');
    expect(await asked(one('r[1] = 0  r[2] = zext(M, 8)'), 'sees_mode')).toBe('found');
  });

  it('leaves out time', async () => {
    const clock = 'control C : bits(8) time why "for tests"';

    expect(await asked(one('C = zext(M, 8)', clock), 'sees_mode')).toBe('none');
    expect(await asked(one('T = zext(M, 8)', clock), 'sees_mode')).toBe('found');
  });

  it('finds storage that only the second state wrote', async () => {
    expect(await asked(one('if M == user { data[9] = r[1] }'), 'sees_mode')).toBe('found');
  });

  it('finds storage that only the first state wrote', async () => {
    expect(await asked(one('if M == supervisor { data[9] = r[1] }'), 'sees_mode')).toBe('found');
  });

  it('finds storage at an address that only the second state wrote', async () => {
    const body = 'let to : bits(8) = M == user ? 9 : 10  data[to] = M == user ? r[1] : data[10]';

    expect(await asked(one(body), 'sees_mode')).toBe('found');
  });

  it('finds storage at an address that only the first state wrote', async () => {
    const body = 'let to : bits(8) = M == user ? 9 : 10  data[to] = M == user ? data[9] : r[1]';

    expect(await asked(one(body), 'sees_mode')).toBe('found');
  });

  it.each(['r[1] :: zext(M, 8)', 'zext(M, 8) :: r[1]'])(
    'finds a difference in any unit of %s',
    async (word) => {
      expect(await asked(one(`data[9, 2] = ${word}`), 'sees_mode')).toBe('found');
    },
  );

  it('takes what differed before and stayed for no difference', async () => {
    expect(await asked(one('r[1] = r[2]'), 'reads_control')).toBe('none');
  });

  it('takes what differed before and was written differently for one', async () => {
    expect(await asked(one('T = T + 1'), 'reads_control')).toBe('found');
  });
});

describe('an instruction', () => {
  it('has zero in the bits of an operand that its encoding does not give', async () => {
    expect(
      await asked(one('if n[0] == 1 { r[1] = zext(M, 8) }', '', '0x01[8] :: n[8:1]'), 'sees_mode'),
    ).toBe('none');
  });

  it('has the operands that its `where` allows', async () => {
    const encoding = '0x01[8] :: x[2] :: 000000 where x != 1';

    expect(await asked(one('if x == 1 { r[1] = zext(M, 8) }', '', encoding), 'sees_mode')).toBe(
      'none',
    );
    expect(await asked(one('if x == 2 { r[1] = zext(M, 8) }', '', encoding), 'sees_mode')).toBe(
      'found',
    );
  });

  it.each(['little', 'big'])('is fetched in %s-endian order', async (endian) => {
    const text = one(
      'if a == 0x5A && r[1] == 0xC3 { r[2] = zext(M, 8) }',
      '',
      '0x01[8] :: a[8]',
    ).replace('storage E : bits(8) at bits(8)', `storage E : bits(8) at bits(8) ${endian} endian`);

    expect(await asked(text, 'sees_mode')).toBe('found');
  });

  it('is excused by a trap in either state', async () => {
    expect(
      await asked(one('if M == user { trap privileged }  r[1] = zext(M, 8)'), 'sees_mode'),
    ).toBe('none');
    expect(
      await asked(one('if M == supervisor { trap privileged }  r[1] = zext(M, 8)'), 'sees_mode'),
    ).toBe('none');
  });

  it('is judged in states in which the invariants hold', async () => {
    const text = one('if M == user && f != 7 { trap privileged }', 'invariant f != 7');

    expect(await asked(text, 'escapes_trap')).toBe('none');
  });

  it('is judged in states in which the monitor holds what it holds', async () => {
    const text = one('if M == user && f == 0 { trap privileged }').replace(
      'user when M == user',
      'user when M == user holding f == 0',
    );

    expect(await asked(text, 'escapes_trap')).toBe('none');
    expect(await asked(one('if M == user && f == 0 { trap privileged }'), 'escapes_trap')).toBe(
      'found',
    );
  });

  it('is excused by a memory trap where only that is excused', async () => {
    const text = one('r[1] = data[r[2]]').replace(
      'if a >= R.b {',
      'if a >= R.b || M == user && a[7] == 1 {',
    );

    expect(await asked(text, 'behaves_differently', 'kernel-user')).toBe('none');
  });

  it('is not excused by any other trap there', async () => {
    const text = one('if M == user && r[2] == 3 { trap privileged }');

    expect(await asked(text, 'behaves_differently', 'kernel-user')).toBe('found');
  });

  it('has the same outcome by causes of one group', async () => {
    const causes = 'trap low  trap high';
    const body = 'if M == user { trap low }  trap high';

    expect(await asked(one(body, causes), 'behaves_differently', 'kernel-user')).toBe('found');
    expect(
      await asked(
        one(body, `${causes}  cause group both { low, high }`),
        'behaves_differently',
        'kernel-user',
      ),
    ).toBe('none');
  });

  it('ends in the trap entry where traps are steps', async () => {
    expect(await asked(one('trap privileged'), 'changes_control', 'pg74-letter')).toBe('found');
    expect(await asked(one('r[1] = r[2]'), 'changes_control', 'pg74-letter')).toBe('none');
    expect(await asked(one('M = user', '', '0x01[8]'), 'changes_control', 'pg74-letter')).toBe(
      'found',
    );
  });

  it('saves the address that the trap chooses', async () => {
    expect(await asked(one('if M == user { trap call }'), 'in_user_mode_trap')).toBe('found');
    expect(await asked(one('if M == user { trap call }'), 'in_user_mode_exception')).toBe('none');
    expect(await asked(one('if M == user { trap privileged }'), 'in_user_mode_trap')).toBe('none');
    expect(await asked(one('if M == user { trap privileged }'), 'in_user_mode_exception')).toBe(
      'found',
    );
  });
});

describe('a frame that nothing meets', () => {
  it('makes the answer vacuous', async () => {
    expect(await asked(one('if M == user { trap bounds(0) }'), 'escapes_trap')).toBe('vacuous');
  });

  it('makes the answer vacuous if a premise of it is false', async () => {
    const answer = await asked(one('if M == user { trap privileged }'), 'escapes_trap', 'pg74', [
      ['escapes_trap', 0],
    ]);

    expect(answer).toBe('vacuous');
  });
});

// Helpers.

/** A little machine with one instruction, `i`. */
function one(body: string, items = '', encoding = '0x01[8]'): string {
  return littleMachine(`${items}\n${instruction(body, encoding)}`);
}

function instruction(body: string, encoding = '0x01[8]'): string {
  return `instruction i "i" encoding ${encoding} { ${body} }`;
}

/** The kind of the answer to one question about `i`. */
async function asked(
  text: string,
  question: string,
  specName = 'pg74',
  replaced: readonly (readonly [string, number])[] = [],
): Promise<string> {
  const spec = replaced.reduce(
    (each, [name, index]) => withPremiseReplaced(each, name, index),
    shippedSpec(specName),
  );
  const machine = machineFromText(text);
  const answers = await answersTo(solver, {
    machine,
    instruction: 'i',
    spec,
    questions: [question],
  });
  return answers.get(question)?.kind ?? 'not asked';
}
