/**
 * An emulator as a process, stepped through its debugger.
 *
 * Its storage is a file that both processes have open, so a state's storage costs one write and one
 * read. Only instructions go through the debugger, which makes the emulator forget what it has
 * translated there.
 */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Access, Emulated, Registers } from './adapter.ts';
import { connectTo, registerNumbers, type Gdb } from './gdb.ts';

/** In milliseconds: a step that takes longer waits for something, and is stopped. */
const PATIENCE = 5000;
/** The same, where that is to be expected. */
const IMPATIENCE = 100;
/** How long a reset takes at most. */
const RESET = 50;
/** Steps take interrupts, and addresses of the debugger are storage addresses. */
const SETTINGS = ['Qqemu.sstep=1', 'Qqemu.PhyMemMode:1'];
/** Where files are memory, if there is such a place. */
const FAST = '/dev/shm';

type Part = readonly [address: bigint, bytes: Uint8Array];

interface Opened {
  readonly ram: number;
  readonly child: ChildProcess;
  readonly gdb: Gdb;
  readonly numbers: ReadonlyMap<string, number>;
  /** What it wrote to its standard error. */
  readonly complaint: readonly string[];
  /** Ends the process and removes its files. */
  readonly end: () => void;
}

/** Whether a program can be started at all. */
export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** The emulator ended by itself: it has to be started again. */
export class EmulatorGone extends Error {
  constructor(complaint: string) {
    const [first = ''] = complaint.trim().split('\n');
    super(`the emulator is gone: ${first}`);
  }
}

export class Emulator {
  readonly #emulated: Emulated;
  readonly #endian: 'little' | 'big';
  readonly #opened: Opened;
  readonly #ram: Buffer;
  /** Registers as they were read or written last. */
  #known = new Map<string, bigint>();

  private constructor(emulated: Emulated, endian: 'little' | 'big', opened: Opened) {
    this.#emulated = emulated;
    this.#endian = endian;
    this.#opened = opened;
    this.#ram = Buffer.alloc(emulated.ram.size);
  }

  static async start(emulated: Emulated, endian: 'little' | 'big'): Promise<Emulator> {
    const folder = mkdtempSync(join(existsSync(FAST) ? FAST : tmpdir(), 'popek-oracle-'));
    const file = join(folder, 'ram');
    const ram = openSync(file, 'w+');
    writeSync(ram, Buffer.alloc(emulated.ram.size));
    const socket = join(folder, 'gdb');
    const backend = `memory-backend-file,id=ram,size=${emulated.ram.size},mem-path=${file},share=on`;
    const child = spawn(
      emulated.command,
      [
        ...emulated.arguments,
        '-object',
        backend,
        '-m',
        `${emulated.ram.size / 1024}K`,
        ...'-display none -monitor none -serial none -S -gdb chardev:gdb'.split(' '),
        '-chardev',
        `socket,id=gdb,path=${socket},server=on,wait=off`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    // Also where this process ends without having closed it.
    const end = (): void => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', end);
    const complaint: string[] = [];
    child.stderr.on('data', (data: Buffer) => complaint.push(data.toString()));
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new EmulatorGone(complaint.join(''))));
    });
    ended.catch(() => {});
    try {
      const gdb = await Promise.race([connectTo(socket), ended]);
      const numbers = new Map(await registerNumbers(gdb));
      for (const { name, after, by } of emulated.unnamed) {
        const number = numbers.get(after);
        if (number !== undefined) numbers.set(name, number + by);
      }
      const emulator = new Emulator(emulated, endian, {
        ram,
        child,
        gdb,
        numbers,
        complaint,
        end,
      });
      await gdb.ask([...SETTINGS, ...emulator.code(emulated.once)]);
      return emulator;
    } catch (error) {
      process.off('exit', end);
      end();
      throw error;
    }
  }

  /** The whole storage. */
  store(bytes: Uint8Array): void {
    writeSync(this.#opened.ram, bytes, 0, bytes.length, 0);
  }

  /** The whole storage, until it is read again. */
  load(): Buffer {
    readSync(this.#opened.ram, this.#ram, 0, this.#ram.length, 0);
    return this.#ram;
  }

  /** Writes instructions, so that what was translated of others is forgotten. */
  code(parts: readonly Part[]): readonly string[] {
    return parts.map(
      ([address, bytes]) =>
        `M${address.toString(16)},${bytes.length.toString(16)}:${Buffer.from(bytes).toString('hex')}`,
    );
  }

  /** Instructions first, then registers. */
  async enter(parts: readonly Part[], values: Registers): Promise<void> {
    await this.#run(this.code(parts), this.#emulated.put(values));
  }

  /** What it then is: not always what was asked for. */
  async entered(values: Registers): Promise<Registers> {
    const { put, get } = this.#emulated;
    return this.#run([], [...put(values), ...get, ...put(values)]);
  }

  /** One instruction or interrupt, and the registers after it. */
  async step(mayWait: boolean): Promise<Registers> {
    let isWaiting = false;
    const timer = setTimeout(
      () => {
        isWaiting = true;
        this.#opened.gdb.interrupt();
      },
      mayWait ? IMPATIENCE : PATIENCE,
    );
    const [answer] = await this.#opened.gdb.ask(['s']);
    clearTimeout(timer);
    if (answer === undefined) throw new EmulatorGone(this.#opened.complaint.join(''));
    const registers = await this.#run([], this.#emulated.get);
    if (isWaiting) await this.reset();
    return registers;
  }

  /** Ends what no register shows: an instruction that waits. */
  async reset(): Promise<void> {
    const { gdb } = this.#opened;
    await gdb.ask([`qRcmd,${Buffer.from('system_reset').toString('hex')}`]);
    await sleep(RESET);
    this.#known = new Map();
    await gdb.ask([...SETTINGS, ...this.code(this.#emulated.once)]);
  }

  close(): void {
    this.#opened.gdb.close();
    this.#opened.child.removeAllListeners('exit');
    closeSync(this.#opened.ram);
    process.off('exit', this.#opened.end);
    this.#opened.end();
  }

  async #run(first: readonly string[], wanted: readonly Access[]): Promise<Registers> {
    const accesses = wanted.filter((access) => !this.#isKnown(access));
    const packets = [...first, ...accesses.map((access) => this.#packetOf(access))];
    const answers = await this.#opened.gdb.ask(packets);
    if (answers.length !== packets.length) throw new EmulatorGone(this.#opened.complaint.join(''));
    const values = new Map<string, bigint>();
    for (const [i, access] of accesses.entries()) {
      const answer = answers[first.length + i] ?? '';
      if (access.kind === 'read') {
        values.set(access.as, this.#valueOf(answer, access.register));
        this.#known.set(access.register, this.#valueOf(answer, access.register));
      } else if (access.kind === 'read-all') {
        const digits = this.#emulated.registerWidth / 4;
        for (const [k, name] of this.#emulated.general.entries()) {
          values.set(name, this.#valueOf(answer.slice(k * digits, (k + 1) * digits), name));
        }
      } else if (answer !== 'OK') {
        const what = access.kind === 'write' ? access.register : 'the general registers';
        throw new Error(`the emulator refuses a value of ${what}: ${answer}`);
      }
      if (access.kind === 'write') this.#known.set(access.register, access.value);
    }
    return values;
  }

  #isKnown(access: Access): boolean {
    if (access.kind !== 'write' || !access.isLasting) return false;
    return this.#known.get(access.register) === access.value;
  }

  #packetOf(access: Access): string {
    switch (access.kind) {
      case 'write':
        return `P${this.#number(access.register)}=${this.#digits(access.value, access.register)}`;
      case 'read':
        return `p${this.#number(access.register)}`;
      case 'write-all':
        return `G${access.values.map((value) => this.#digits(value)).join('')}`;
      case 'read-all':
        return 'g';
    }
  }

  #number(register: string): string {
    const number = this.#opened.numbers.get(register);
    if (number === undefined) throw new Error(`the emulator has no register ${register}`);
    return number.toString(16);
  }

  #digits(value: bigint, register = ''): string {
    const { widths, registerWidth } = this.#emulated;
    const digits = value.toString(16).padStart((widths.get(register) ?? registerWidth) / 4, '0');
    return this.#endian === 'big' ? digits : reversed(digits);
  }

  #valueOf(digits: string, register: string): bigint {
    if (!/^(?:[0-9a-f]{2})+$/u.test(digits)) {
      throw new Error(`the emulator gives no value of ${register}: ${digits}`);
    }
    return BigInt(`0x${this.#endian === 'big' ? digits : reversed(digits)}`);
  }
}

/** Bytes the other way round. */
function reversed(digits: string): string {
  return Buffer.from(Buffer.from(digits, 'hex').toReversed()).toString('hex');
}
