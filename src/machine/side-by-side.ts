/**
 * A guest and the bare machine, side by side: the first virtual instruction after which the guest
 * is not where it would be on the bare machine.
 *
 * Only where a construction is not justified can there be one: the guest sees then that it is
 * virtual.
 */

import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { Platform } from '../isa/platform.ts';
import { changesBetween, type State } from '../isa/state.ts';
import { evaluate } from '../term/evaluate.ts';
import { boolOf } from '../term/value.ts';
import { virtualRecord, type GuestStep } from './guest-step.ts';
import { describe } from './lockstep.ts';
import { environmentIn, noOthers } from './memory-model.ts';
import type { MonitoredStep } from './monitored.ts';
import { platformStep } from './platform.ts';
import { pcIn, step } from './step.ts';

/** The step in which a guest and the bare machine part. */
export interface Parting {
  /** Which one it is, from 1. */
  readonly step: number;
  readonly address: bigint;
  /** The instruction's text; undefined where none was executed. */
  readonly text: string | undefined;
  readonly how: MonitoredStep['kind'];
  /** Whether the guest was in virtual supervisor mode. */
  readonly wasSupervisor: boolean;
  /** The trap that the bare machine took, and that the guest took. */
  readonly bareTrap: string | undefined;
  readonly guestTrap: string | undefined;
  /** What differs after it, in words. */
  readonly wrong: readonly string[];
}

export class SideBySide {
  readonly #monitor: ConstructedMonitor;
  readonly #platform: Platform;
  #bare: State;
  #steps = 0;
  #parting: Parting | undefined;

  constructor(monitor: ConstructedMonitor, platform: Platform, start: State) {
    this.#monitor = monitor;
    this.#platform = platform;
    this.#bare = start;
  }

  /** Undefined if they have not parted. */
  get parting(): Parting | undefined {
    return this.#parting;
  }

  /** Lets the bare machine take a step too. `shown` is the virtual state after that of the guest. */
  follow(taken: GuestStep, shown: State): void {
    if (this.#parting !== undefined) return;
    const { map, virtualPair } = this.#monitor;
    const before = this.#bare;
    const { outcome } = step(map.virtual, before);
    this.#steps += 1;
    this.#bare =
      outcome.kind === 'traps'
        ? outcome.state
        : platformStep(map.virtual, this.#platform, outcome.state).state;
    const changes = changesBetween(map.virtual, this.#bare, shown);
    if (changes.length === 0) return;
    const environment = environmentIn(map.virtual, before, noOthers);
    this.#parting = {
      step: this.#steps,
      address: pcIn(map.virtual, before),
      text: virtualRecord(this.#monitor, taken).text,
      how: taken.monitored.kind,
      wasSupervisor: boolOf(evaluate(virtualPair.supervisor, environment)),
      bareTrap: outcome.kind === 'traps' ? outcome.name : undefined,
      guestTrap: taken.trap?.name,
      wrong: changes.map(describe),
    };
  }
}
