/**
 * The remote protocol of gdb, as far as it is needed: packets out, answers back in the same order.
 *
 * Packets are sent many at a time and not acknowledged one by one, so that the latency is paid once.
 */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Waiting {
  readonly count: number;
  readonly answers: string[];
  readonly resolve: (answers: readonly string[]) => void;
}

export class Gdb {
  readonly #socket: Socket;
  #received = '';
  #waiting: Waiting | undefined;
  /** Answers that nobody waited for: a stop that came late. */
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data) => this.#receive(data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isClosed = true;
      this.#waiting?.resolve([]);
      this.#waiting = undefined;
    });
  }

  /** Sends all packets and waits for an answer to each; fewer answers mean that the line is cut. */
  ask(packets: readonly string[]): Promise<readonly string[]> {
    if (this.#isClosed || packets.length === 0) return Promise.resolve([]);
    return new Promise((resolve) => {
      this.#waiting = { count: packets.length, answers: [], resolve };
      this.#socket.write(`+${packets.map(framed).join('')}`, 'latin1');
    });
  }

  /** Stops what runs; the answer is that of the packet that is waited for. */
  interrupt(): void {
    this.#socket.write('\u0003', 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(data: string): void {
    this.#received += data;
    for (;;) {
      const start = this.#received.indexOf('$');
      const end = this.#received.indexOf('#', start);
      if (start < 0 || end < 0 || this.#received.length < end + 3) return;
      const packet = this.#received.slice(start + 1, end);
      this.#received = this.#received.slice(end + 3);
      const waiting = this.#waiting;
      if (waiting === undefined) continue;
      waiting.answers.push(packet);
      if (waiting.answers.length === waiting.count) {
        this.#waiting = undefined;
        waiting.resolve(waiting.answers);
      }
    }
  }
}

/** Connects to a socket of the file system as soon as it is there. */
export async function connectTo(path: string, tries = 400): Promise<Gdb> {
  for (let i = 0; ; i += 1) {
    try {
      return new Gdb(await opened(path));
    } catch (error) {
      if (i === tries) throw error;
      await sleep(10);
    }
  }
}

/** Numbers of the registers by name, as the debugger's own description of its target lists them. */
export async function registerNumbers(gdb: Gdb): Promise<ReadonlyMap<string, number>> {
  const target = await readFeature(gdb, 'target.xml');
  const files = [...target.matchAll(/<xi:include href="([^"]+)"/gu)].map(([, file]) => file ?? '');
  const numbers = new Map<string, number>();
  let next = 0;
  for (const file of files) {
    for (const [tag] of (await readFeature(gdb, file)).matchAll(/<reg [^>]*>/gu)) {
      const name = /name="([^"]+)"/u.exec(tag)?.[1] ?? '';
      const number = Number(/regnum="(\d+)"/u.exec(tag)?.[1] ?? next);
      numbers.set(name, number);
      next = number + 1;
    }
  }
  return numbers;
}

async function readFeature(gdb: Gdb, file: string): Promise<string> {
  const size = 0x800;
  let text = '';
  for (;;) {
    const at = text.length.toString(16);
    const [answer] = await gdb.ask([`qXfer:features:read:${file}:${at},${size.toString(16)}`]);
    if (answer === undefined || answer === '') return text;
    text += answer.slice(1);
    if (answer.startsWith('l')) return text;
  }
}

function framed(packet: string): string {
  let sum = 0;
  for (let i = 0; i < packet.length; i += 1) sum += packet.charCodeAt(i);
  return `$${packet}#${(sum % 256).toString(16).padStart(2, '0')}`;
}

function opened(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}
