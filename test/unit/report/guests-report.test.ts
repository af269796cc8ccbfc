import { describe, expect, it } from 'vitest';
import { imageOf } from '../../../src/isa/image.ts';
import { withImage, zeroState } from '../../../src/isa/state.ts';
import { guestsText, type EndedGuest, type GuestsReport } from '../../../src/report/guests-report.ts'; // prettier-ignore
import { tinyMachine } from '../../helpers/tiny-machine.ts';

const machine = tinyMachine();
const image = imageOf([[16n, 0x60n]]);
const state = withImage(zeroState(machine), image);

const GUEST: EndedGuest = {
  id: 1,
  begin: 32n,
  counts: {
    native: 7,
    emulated: 1,
    reflected: 0,
    interpreted: 0,
    byInstruction: new Map([['leave', 1]]),
  },
  ended: { exit: { kind: 'halted' }, state, steps: 8, completed: 8, trapped: 0 },
  console: 'Hello\n',
  trace: undefined,
  parting: undefined,
};

describe('guestsText', () => {
  it('says how it ended, and how its instructions were executed', () => {
    expect(guestsText(report([GUEST]), { showsConsole: false })).toStrictEqual([
      'Halted after 8 steps: 8 completed, 0 trapped.',
      'Under trap-and-emulate, in storage from 0x20: 87.5 % native, 125.0 traps per thousand instructions.',
      'Taken by the monitor:',
      '  leave 1',
      '',
      '  every element is zero',
    ]);
  });

  it('tells what was interpreted, and what the monitor took most often first', () => {
    const byInstruction = new Map([['add', 1], ['leave', 2], ['idle', 1]]); // prettier-ignore
    const counts = { native: 3, emulated: 1, reflected: 1, interpreted: 3, byInstruction };
    const text = guestsText(report([{ ...GUEST, counts }]), { showsConsole: false });

    expect(text.slice(1, 6)).toStrictEqual([
      'Under trap-and-emulate, in storage from 0x20: 37.5 % native, 250.0 traps per thousand instructions.',
      'Interpreted in virtual supervisor mode: 3.',
      'Traps passed on to the guest: 1.',
      'Taken by the monitor:',
      '  leave 2, add 1, idle 1',
    ]);
  });

  it('heads each of several guests, with what it printed', () => {
    const text = guestsText(report([GUEST, { ...GUEST, id: 2, console: '' }]), { showsConsole: true }); // prettier-ignore

    expect(text.slice(0, 3)).toStrictEqual(['Guest 1', 'Hello', 'Halted after 8 steps: 8 completed, 0 trapped.']); // prettier-ignore
    expect(text.slice(text.indexOf('Guest 2') - 1, text.indexOf('Guest 2') + 2)).toStrictEqual([
      '',
      'Guest 2',
      'Halted after 8 steps: 8 completed, 0 trapped.',
    ]);
  });

  it('tells where a guest parts from the bare machine, and why', () => {
    const parting = {
      step: 3,
      address: 17n,
      text: 'leave',
      how: 'native',
      wasSupervisor: true,
      bareTrap: undefined,
      guestTrap: undefined,
      wrong: Array.from({ length: 10 }, (_, i) => `r[${i}] is 0x0`),
    } as const;
    const text = forced([{ ...GUEST, parting }]);

    expect(text).toContain('Parts from the bare machine at step 3: `leave` at 0x11.');
    expect(text).toContain('  It did not trap, so the real machine executed it in user mode; the guest was in virtual supervisor mode.'); // prettier-ignore
    expect(text).toContain('  r[7] is 0x0');
    expect(text).not.toContain('  r[8] is 0x0');
    expect(text).toContain('  and 2 more');

    const other = { ...parting, text: undefined, how: 'emulated', guestTrap: 'illegal' } as const;
    expect(forced([{ ...GUEST, parting: other }])).toEqual(
      expect.arrayContaining([
        'Parts from the bare machine at step 3: what is at 0x11.',
        '  It was emulated; the bare machine took no trap, the guest illegal.',
      ]),
    );
    const trapping = { ...parting, bareTrap: 'illegal', wasSupervisor: false };
    expect(forced([{ ...GUEST, parting: trapping }])).toContain(
      '  It did not trap, so the real machine executed it in user mode; the guest was in virtual user mode. On the bare machine it traps: illegal.',
    );
  });

  it('says so where a guest that was forced does not part', () => {
    expect(forced([GUEST])).toContain('It does not part from the bare machine in these 8 steps.');
  });
});

// Helpers

function report(guests: readonly EndedGuest[]): GuestsReport {
  return { machine, construction: 'trap-and-emulate', pair: 'p', isForced: false, image, guests };
}

function forced(guests: readonly EndedGuest[]): readonly string[] {
  return guestsText({ ...report(guests), isForced: true }, { showsConsole: false });
}
