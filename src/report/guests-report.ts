/** How guests ended under a monitor, how their instructions were executed, and the states they left. */

import type { Image } from '../isa/image.ts';
import type { Machine } from '../isa/machine.ts';
import { list } from './layout.ts';
import { addressText } from './place.ts';
import { runJson, runText, type Ended, type RunJson } from './run-report.ts';

export interface GuestsReport {
  /** The virtual one. */
  readonly machine: Machine;
  readonly construction: 'trap-and-emulate' | 'hybrid';
  readonly pair: string;
  /** It was run without a theorem that justifies it. */
  readonly isForced: boolean;
  readonly image: Image;
  readonly guests: readonly EndedGuest[];
}

export interface EndedGuest {
  readonly id: number;
  /** Where its storage begins in the real one. */
  readonly begin: bigint;
  readonly counts: GuestCounts;
  readonly ended: Ended;
  /** Undefined where there is no console. */
  readonly console: string | undefined;
  /** Undefined where it was not asked for. */
  readonly trace: readonly string[] | undefined;
  readonly parting: PartedGuest | undefined;
}

export interface GuestCounts {
  readonly native: number;
  readonly emulated: number;
  readonly reflected: number;
  readonly interpreted: number;
  readonly byInstruction: ReadonlyMap<string, number>;
}

/** Where a guest and the bare machine part. */
export interface PartedGuest {
  readonly step: number;
  readonly address: bigint;
  readonly text: string | undefined;
  readonly how: 'native' | 'emulated' | 'reflected' | 'interpreted';
  readonly wasSupervisor: boolean;
  readonly bareTrap: string | undefined;
  readonly guestTrap: string | undefined;
  readonly wrong: readonly string[];
}

/** The console is shown where it was not while the guest ran. */
export function guestsText(
  report: GuestsReport,
  { showsConsole }: { readonly showsConsole: boolean },
): readonly string[] {
  const { guests } = report;
  return guests.flatMap((guest, i) => [
    ...(guests.length === 1 ? [] : [...(i === 0 ? [] : ['']), `Guest ${guest.id}`]),
    ...(showsConsole ? consoleLines(guest) : []),
    ...(guest.trace ?? []),
    ...guestText(report, guest),
  ]);
}

function consoleLines({ console: printed = '' }: EndedGuest): readonly string[] {
  return printed === '' ? [] : printed.replace(/\n$/u, '').split('\n');
}

function guestText(
  { machine, construction, image, isForced }: GuestsReport,
  { ended, begin, counts, parting }: EndedGuest,
): readonly string[] {
  const [end = '', ...state] = runText(machine, image, ended);
  const { interpreted, reflected, byInstruction } = counts;
  const byCount = [...byInstruction].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const taken = byCount.map(([name, times]) => `${name} ${times}`);
  return [
    end,
    `Under ${construction}, in storage from ${addressText(begin)}: ${share(ended, counts)} % native, ${perThousand(ended, counts)} traps per thousand instructions.`,
    ...(interpreted === 0 ? [] : [`Interpreted in virtual supervisor mode: ${interpreted}.`]),
    ...(reflected === 0 ? [] : [`Traps passed on to the guest: ${reflected}.`]),
    ...(taken.length === 0 ? [] : ['Taken by the monitor:', ...list(taken, '  ')]),
    ...(isForced ? partingText(ended, parting) : []),
    ...state,
  ];
}

function partingText({ steps }: Ended, parting: PartedGuest | undefined): readonly string[] {
  if (parting === undefined)
    return ['', `It does not part from the bare machine in these ${steps} steps.`];
  const { text, address, wrong } = parting;
  const what = text === undefined ? `what is at ${addressText(address)}` : `\`${text}\` at ${addressText(address)}`; // prettier-ignore
  return [
    '',
    `Parts from the bare machine at step ${parting.step}: ${what}.`,
    `  ${whyParted(parting)}`,
    ...wrong.slice(0, MOST_WRONG).map((each) => `  ${each}`),
    ...(wrong.length > MOST_WRONG ? [`  and ${wrong.length - MOST_WRONG} more`] : []),
  ];
}

const MOST_WRONG = 8;

function whyParted({ how, wasSupervisor, bareTrap, guestTrap }: PartedGuest): string {
  if (how === 'native') {
    const mode = wasSupervisor ? 'supervisor' : 'user';
    const bare = bareTrap === undefined ? '' : ` On the bare machine it traps: ${bareTrap}.`;
    return `It did not trap, so the real machine executed it in user mode; the guest was in virtual ${mode} mode.${bare}`;
  }
  const [bare, guest] = [bareTrap, guestTrap].map((trap) => trap ?? 'no trap');
  return `It was ${how}; the bare machine took ${bare}, the guest ${guest}.`;
}

function share({ steps }: Ended, { native }: GuestCounts): string {
  return (steps === 0 ? 0 : (100 * native) / steps).toFixed(1);
}

function perThousand(ended: Ended, counts: GuestCounts): string {
  return trapsPerThousand(ended, counts).toFixed(1);
}

function trapsPerThousand({ steps }: Ended, { emulated, reflected }: GuestCounts): number {
  return steps === 0 ? 0 : (1000 * (emulated + reflected)) / steps;
}

export interface GuestsJson {
  readonly machine: string;
  readonly under: GuestsReport['construction'];
  readonly pair: string;
  readonly forced: boolean;
  readonly guests: readonly GuestJson[];
}

type GuestJson = Omit<RunJson, 'machine'> & {
  readonly guest: number;
  /** An address, in hexadecimal. */
  readonly at: string;
  readonly native: number;
  readonly emulated: number;
  readonly reflected: number;
  readonly interpreted: number;
  readonly nativeShare: number;
  readonly trapsPerThousand: number;
  readonly takenByMonitor: Readonly<Record<string, number>>;
  readonly parts?: {
    readonly step: number;
    readonly address: string;
    readonly instruction?: string;
    readonly how: PartedGuest['how'];
    readonly virtualMode: 'supervisor' | 'user';
    readonly bareTrap?: string;
    readonly guestTrap?: string;
    readonly differences: readonly string[];
  };
};

export function guestsJson(report: GuestsReport): GuestsJson {
  const { machine, construction, pair, isForced, guests } = report;
  return {
    machine: machine.id,
    under: construction,
    pair,
    forced: isForced,
    guests: guests.map((guest) => guestJson(report, guest)),
  };
}

function guestJson({ machine, image }: GuestsReport, guest: EndedGuest): GuestJson {
  const { ended, counts, parting, console: printed, trace } = guest;
  const { machine: _, ...ofRun } = runJson(machine, image, ended, { console: printed, trace });
  const { native, emulated, reflected, interpreted, byInstruction } = counts;
  return {
    guest: guest.id,
    at: hex(guest.begin),
    ...ofRun,
    native,
    emulated,
    reflected,
    interpreted,
    nativeShare: ended.steps === 0 ? 0 : native / ended.steps,
    trapsPerThousand: trapsPerThousand(ended, counts),
    takenByMonitor: Object.fromEntries(byInstruction),
    ...(parting === undefined ? {} : { parts: partingJson(parting) }),
  };
}

function partingJson(parting: PartedGuest): NonNullable<GuestJson['parts']> {
  const { step, address, text, how, wasSupervisor, bareTrap, guestTrap, wrong } = parting;
  return {
    step,
    address: hex(address),
    ...(text === undefined ? {} : { instruction: text }),
    how,
    virtualMode: wasSupervisor ? 'supervisor' : 'user',
    ...(bareTrap === undefined ? {} : { bareTrap }),
    ...(guestTrap === undefined ? {} : { guestTrap }),
    differences: wrong,
  };
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
