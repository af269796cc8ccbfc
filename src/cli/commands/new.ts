/** `popek new`: writes a small machine to start from. */

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { Refusal } from '../refusal.ts';
import { shellWord } from '../shell-word.ts';
import { reasonOf } from '../write-result.ts';

// oxlint-disable-next-line typescript/require-await -- every command is asynchronous
export async function newMachine({
  terminal,
  operands: [folder = ''],
}: Invocation): Promise<ExitCode> {
  const name = basename(folder);
  if (!/^[\w-]+$/u.test(name)) {
    throw new Refusal(`\`${folder}\` is no name for a machine`, 'letters, digits, _ and -');
  }
  const file = join(folder, 'machine.isa');
  try {
    makeFolder(folder);
    writeFileSync(file, template(name), { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Refusal(
      exists
        ? `${file} is there already; nothing was written`
        : `cannot write ${file}: ${reasonOf(error)}`,
    );
  }
  const path = shellWord(folder.includes('/') ? folder : `./${folder}`);
  terminal.print(
    [
      `Wrote ${file}: a machine with two modes, two instructions and a trap.`,
      '',
      'Next:',
      `  popek check ${path}`,
      `  popek explain ${path} leave`,
      '',
      `Then delete "if M == user { trap privileged }" in ${file}, and check again.`,
      'What a description can say: docs/language.md',
      '',
    ].join('\n'),
  );
  return EXIT.good;
}

/** As `popek fmt` would write it, so that a new machine is formatted. */
function template(name: string): string {
  return `isa "${name}"

mode    M     : enum { supervisor, user }
pc      P     : bits(8)
general r     : bits(8)[4] why "to compute with"
map     L     : bits(8) relocation
map     B     : bits(8)
control saved : bits(25) why "what a trap saves"
storage E     : bits(8) at bits(8)

supervisor when M == supervisor
user       when M == user

memory trap bounds
trap privileged
trap illegal

translate fetch, data (a : bits(8), access) -> bits(8) {
  if a > B { trap bounds }
  return L + a
}

covering (a : bits(8), to : bits(8)) {
  L = to - a
  B = a
}

trap entry (cause) {
  saved = M :: resume :: L :: B
  M = supervisor
  P = 0
  L = 0
  B = 0xFF
}

instruction add "add r{d}, r{s}" encoding 0001 :: d[2] :: s[2] { r[d] = r[d] + r[s] }

instruction leave "leave"
  encoding 0010_0000
{
  if M == user { trap privileged }
  M :: P :: L :: B = saved
}

undecoded { trap illegal }
reset { B = 0xFF }

leaves out "interrupts"
`;
}
