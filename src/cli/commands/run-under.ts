/** `popek run --under`: a program as a guest, or several, of a constructed monitor. */

import {
  Guests,
  initialState,
  justify,
  SideBySide,
  stepsOf,
  takeTurns,
  virtualRecord,
  type Construction,
  type GuestId,
  type GuestsOptions,
  type GuestStep,
  type Image,
  type Platform,
} from '../../index.ts';
import { guestsJson, guestsText, type EndedGuest, type GuestsReport } from '../../report/guests-report.ts'; // prettier-ignore
import { traceLine } from '../../report/run-report.ts';
import { asking } from '../asking.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadMapForCommand, type LoadedMonitor } from '../load-map-for-command.ts';
import { loadSpecForCommand } from '../load-spec-for-command.ts';
import { DEFAULT_BUDGET, loadProgram, platformOf, Printed, runExitCode } from '../program.ts';
import { Refusal } from '../refusal.ts';
import { checkOutput, writeResult } from '../write-result.ts';

const DEFAULT_SLICE = 100;

export async function runUnder(
  { terminal, operands, options, ...rest }: Invocation,
  construction: Construction,
): Promise<ExitCode> {
  const [operand = '', file = ''] = operands;
  checkOutput(options.output);
  const loaded = await loadMapForCommand(terminal, operand, { ...options, construction });
  const { monitor } = loaded;
  const { virtual } = monitor.map;
  const platform = platformOf(terminal, options, loaded, virtual);
  const image = await loadProgram(terminal, options, virtual, file);
  if (!options.force) await refuseUnjustified({ terminal, operands, options, ...rest }, loaded);

  const isLive = options.format !== 'json' && options.format !== 'markdown';
  const print = isLive && (options.guests ?? 1) === 1 ? terminal.print : () => undefined;
  const ended = runGuests(loaded, platform, image, { terminal, operands, options, ...rest }, print);
  const report: GuestsReport = {
    machine: virtual,
    construction,
    pair: monitor.pair.name,
    isForced: options.force,
    image,
    guests: ended,
  };
  writeResult(terminal, options.output, formatted(report, options.format));
  return worst(ended);
}

/** @throws Refusal if the theorem about the construction is not known to hold */
async function refuseUnjustified(
  { terminal, operands: [operand = ''], options }: Invocation,
  { monitor }: LoadedMonitor,
): Promise<void> {
  const { spec } = loadSpecForCommand(terminal, options);
  // The budget of a run is one of instructions.
  const asked = { terminal, options: { ...options, budget: undefined } };
  const found = await asking(asked, `run ${operand}`, (howToAsk) =>
    justify(monitor, spec, howToAsk),
  );
  if (found.verdict === 'holds') return;
  const theorem = `theorem ${found.theorem} of ${spec.name}`;
  throw new Refusal(
    found.verdict === 'fails'
      ? `${theorem} fails on ${monitor.map.real.id}, so ${monitor.construction} is not justified: ${found.obstructing.join(', ')}`
      : `it is not decided whether ${theorem} holds on ${monitor.map.real.id}`,
    '--force runs it all the same, and tells where it parts from the bare machine',
  );
}

/** @throws Refusal if there is no room for them */
function runGuests(
  { monitor }: LoadedMonitor,
  platform: Platform,
  image: Image,
  { options }: Invocation,
  print: (text: string) => void,
): readonly EndedGuest[] {
  const seen = new Map<GuestId, SeenGuest>();
  const start = initialState(monitor.map.virtual, image);
  const listeners: Omit<GuestsOptions, 'platform'> = {
    onPrint: (id, byte) => {
      seen.get(id)?.printed.add(byte);
    },
    onStep: (id, taken) => {
      const each = seen.get(id);
      if (each === undefined) return;
      if (options.trace) each.trace.push(guestLine(taken));
      each.beside?.follow(taken, guests.virtual(id));
    },
  };
  const guestLine = (taken: GuestStep): string =>
    `${taken.monitored.kind.padEnd(WIDEST)}  ${traceLine(monitor.map.virtual, virtualRecord(monitor, taken))}`;
  const guests = new Guests(monitor, { platform, ...listeners });
  try {
    for (let i = 0; i < (options.guests ?? 1); i += 1) {
      const id = guests.start(start);
      const beside = options.force ? new SideBySide(monitor, platform, start) : undefined;
      seen.set(id, { printed: new Printed(print), trace: [], beside });
    }
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(error.message);
    throw error;
  }
  const budget = options.budget ?? DEFAULT_BUDGET;
  takeTurns(guests, { slice: options.slice ?? DEFAULT_SLICE, budget });
  for (const { printed } of seen.values()) printed.end();
  return guests.ids.map((id) => endedGuest(guests, id, seen.get(id), platform, options.trace));
}

const WIDEST = 'interpreted'.length;

interface SeenGuest {
  readonly printed: Printed;
  readonly trace: string[];
  readonly beside: SideBySide | undefined;
}

function endedGuest(
  guests: Guests,
  id: GuestId,
  seen: SeenGuest | undefined,
  platform: Platform,
  hasTrace: boolean,
): EndedGuest {
  const counts = guests.counts(id);
  const steps = stepsOf(counts);
  return {
    id,
    begin: guests.region(id).begin,
    counts,
    ended: {
      exit: guests.exit(id) ?? { kind: 'budget-spent' },
      state: guests.virtual(id),
      steps,
      completed: steps - counts.trapped,
      trapped: counts.trapped,
    },
    console: platform.console === undefined ? undefined : seen?.printed.text,
    trace: hasTrace ? seen?.trace : undefined,
    parting: seen?.beside?.parting,
  };
}

function formatted(report: GuestsReport, format: Invocation['options']['format']): string {
  if (format === 'json') return `${JSON.stringify(guestsJson(report), undefined, 2)}\n`;
  const showsConsole = format === 'markdown' || report.guests.length > 1;
  const text = guestsText(report, { showsConsole }).join('\n');
  return format === 'markdown' ? `\`\`\`text\n${text}\n\`\`\`\n` : `${text}\n`;
}

/** A trap for ever is worse than a budget that is spent. */
function worst(guests: readonly EndedGuest[]): ExitCode {
  const codes = guests.map(({ ended }) => runExitCode(ended));
  return [EXIT.bad, EXIT.undecided].find((code) => codes.includes(code)) ?? EXIT.good;
}
