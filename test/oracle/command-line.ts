/** `npm run oracle -- <machine>`: what may be asked, and what is wrong with what was. */

import { parseArgs } from 'node:util';

export interface Asked {
  readonly machine: string;
  /** The machine whose adapter is used, if it is one of one's own. */
  readonly as: string;
  readonly settings: ReadonlyMap<string, bigint>;
  readonly steps: number;
  readonly seed: string;
  readonly only: string;
  /** One case instead of all. */
  readonly case: number | undefined;
  /** The words around all instructions that the description does not decode, instead of random cases. */
  readonly sweep: boolean;
  readonly encodings: boolean;
  readonly stepping: boolean;
  /** Writes the counts into docs/oracle.md. */
  readonly write: boolean;
  /** The line that asks the same, without the case. */
  readonly line: string;
}

export const USAGE = `npm run oracle -- MACHINE [options]

  MACHINE           riscv, 68000, 68010, or the file of a change to one of them
  --as ID           the machine that the file is compared like
  --set NAME=VALUE  a parameter of the description
  --steps N         single steps to compare (20000)
  --seed S          another seed, another run (1)
  --only PATTERN    instructions by id, as in 'csrrw.*'
  --case N          one step only, as a difference names it
  --sweep           instead of random cases, each word that has one run of
                    fixed bits in another way and is not decoded
  --encodings       only the encodings, against objdump
  --steps-only      only the steps, against QEMU
  --write           also write the counts into docs/oracle.md

Exit code 0: all agree, or differ as explained. 1: they differ. 2: wrong use.
3: the emulator or the disassembler is not installed.
`;

const STEPS = '20000';

/** What was asked, or what is wrong with it. */
export function parseCommandLine(line: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...line],
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        steps: { type: 'string', default: STEPS },
        seed: { type: 'string', default: '1' },
        only: { type: 'string', default: '*' },
        case: { type: 'string' },
        encodings: { type: 'boolean', default: false },
        'steps-only': { type: 'boolean', default: false },
        sweep: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
      },
    });
    const [machine, ...more] = positionals;
    if (machine === undefined || more.length > 0) return 'name one machine';
    if (values.encodings && values['steps-only'])
      return '--encodings and --steps-only exclude each other';
    const settings = new Map<string, bigint>();
    for (const setting of values.set) {
      const [, name, value] = /^(\w+)=(\d+)$/u.exec(setting) ?? [];
      if (name === undefined || value === undefined) return `no setting: ${setting}`;
      settings.set(name, BigInt(value));
    }
    const steps = Number(values.steps);
    if (!Number.isSafeInteger(steps) || steps < 0) return `no number of steps: ${values.steps}`;
    const one = values.case === undefined ? undefined : Number(values.case);
    if (one !== undefined && !Number.isSafeInteger(one)) return `no case: ${values.case}`;
    return {
      machine,
      as: values.as ?? machine,
      settings,
      steps,
      seed: values.seed,
      only: values.only,
      case: one,
      sweep: values.sweep,
      encodings: one === undefined && !values['steps-only'] && !values.sweep,
      stepping: !values.encodings,
      write: values.write,
      line: [
        `npm run oracle -- ${machine}`,
        ...(values.as === undefined ? [] : [`--as ${values.as}`]),
        ...values.set.map((setting) => `--set ${setting}`),
        ...(values.only === '*' ? [] : [`--only '${values.only}'`]),
        ...(values.sweep ? ['--sweep'] : []),
        `--seed ${values.seed}`,
      ].join(' '),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
