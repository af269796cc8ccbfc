/**
 * One virtual instruction of a guest under the monitor, and what the platform does about it: as on
 * the bare machine, but in the guest's own storage and elements.
 */

import type { ConstructedMonitor } from '../isa/monitor-map.ts';
import type { Platform } from '../isa/platform.ts';
import { sameState, unitIn, type State } from '../isa/state.ts';
import { shownIn, type Region } from './allocator.ts';
import { realState, stepMonitored, virtualElements, virtualState, windowBegin, type MonitoredStep } from './monitored.ts'; // prettier-ignore
import { platformStep } from './platform.ts';
import { isHalted, traceRecord, type TraceRecord } from './run.ts';
import type { StepOutcome, Trap } from './step.ts';

export interface GuestStep {
  readonly monitored: MonitoredStep;
  /** The real state after it. */
  readonly state: State;
  /** The trap that the virtual machine took. */
  readonly trap: Trap | undefined;
  readonly halted: boolean;
  /** The byte that the console printed, if it did. */
  readonly printed: number | undefined;
}

export function guestStep(
  monitor: ConstructedMonitor,
  platform: Platform,
  before: State,
  region: Region,
): GuestStep {
  const monitored = stepMonitored(monitor, before);
  const outcome = virtualOutcome(monitored);
  if (outcome.kind === 'traps')
    return { monitored, state: monitored.state, trap: outcome, halted: false, printed: undefined };
  const halted = isHaltedAt(monitor, before, monitored.state, region);
  return { monitored, trap: undefined, halted, ...withPlatform(monitor, platform, monitored.state) }; // prettier-ignore
}

/** What the step came to on the virtual machine. A native one never traps. */
function virtualOutcome(monitored: MonitoredStep): StepOutcome {
  switch (monitored.kind) {
    case 'native':
      return monitored.taken.outcome;
    case 'reflected':
      return monitored.trap;
    case 'emulated':
    case 'interpreted':
      return monitored.virtual.outcome;
  }
}

/** Halted on the virtual machine. Most steps change an element, so the storage is seldom looked at. */
function isHaltedAt(
  { map }: ConstructedMonitor,
  before: State,
  after: State,
  region: Region,
): boolean {
  const [a, b] = [before, after].map((state): State => {
    return { ...before, elements: virtualElements(map, state, 'abstraction') };
  });
  if (a === undefined || b === undefined) throw new TypeError('two states');
  const isTimeless = sameState(map.virtual, a, b, ({ marks }) => !marks.includes('time'));
  if (!isTimeless) return false;
  return isHalted(map.virtual, shownIn(map, before, region), shownIn(map, after, region));
}

/** What the platform changes is changed in the virtual state, and the guest resumed in that. */
function withPlatform(
  { map }: ConstructedMonitor,
  platform: Platform,
  real: State,
): Pick<GuestStep, 'state' | 'printed'> {
  const { console: mailbox, clocks } = platform;
  const isEmpty = mailbox === undefined || unitIn(real, windowBegin(map, real) + mailbox) === 0n;
  if (isEmpty && clocks.length === 0) return { state: real, printed: undefined };
  const shown = virtualState(map, real, 'abstraction');
  const { state, printed } = platformStep(map.virtual, platform, shown);
  return { state: realState(map, real, shown, state, 'resume'), printed };
}

/** The step as people read it, with the virtual machine's addresses and changes. */
export function virtualRecord({ map }: ConstructedMonitor, { monitored }: GuestStep): TraceRecord {
  switch (monitored.kind) {
    case 'native': {
      const { taken, before, state } = monitored;
      const shown = virtualState(map, before, 'abstraction');
      const outcome = {
        kind: 'completes',
        state: virtualState(map, state, 'abstraction'),
      } as const;
      return traceRecord(map.virtual, { ...taken, outcome }, shown);
    }
    case 'reflected': {
      const { taken, trap, recovered } = monitored;
      return traceRecord(map.virtual, { ...taken, outcome: trap }, recovered);
    }
    case 'emulated':
    case 'interpreted':
      return traceRecord(map.virtual, monitored.virtual, monitored.recovered);
  }
}
