/** Counts which instructions ran in which mode, and what became of them. */

import type { MonitorMap } from '../isa/monitor-map.ts';
import type { CoveredOutcome, CoveredSteps, Coverage, VirtualMode } from '../monitor/sampled.ts';
import type { TakenStep } from './engine.ts';

const MODES: readonly VirtualMode[] = ['supervisor', 'user'];

export class CoverageCounts {
  readonly #rows = new Map<string, CoveredSteps>();

  add({ about, mode, how, cause }: TakenStep): void {
    const key = `${about} ${mode} ${cause === undefined ? how : `traps ${cause}`}`;
    const row = this.#rows.get(key);
    const outcome: CoveredOutcome = cause === undefined ? { kind: how } : { kind: 'traps', cause };
    this.#rows.set(key, { about, mode, outcome, steps: (row?.steps ?? 0) + 1 });
  }

  /** In the order of the machine's instructions; what is no instruction comes last. */
  result({ virtual, covers }: MonitorMap, met: readonly number[]): Coverage {
    const ids = virtual.instructions.map(({ id }) => id);
    const order = new Map(ids.map((id, i) => [id, i]));
    const placeOf = ({ about }: CoveredSteps): number => order.get(about) ?? ids.length;
    const rows = [...this.#rows.values()];
    const ran = new Set(rows.map(({ about, mode }) => `${about} ${mode}`));
    return {
      rows: rows.toSorted(
        (a, b) =>
          placeOf(a) - placeOf(b) ||
          compareText(a.about, b.about) ||
          compareText(a.mode, b.mode) ||
          compareText(outcomeText(a.outcome), outcomeText(b.outcome)),
      ),
      gaps: ids.flatMap((instruction) =>
        MODES.filter((mode) => !ran.has(`${instruction} ${mode}`)).map((mode) => ({
          instruction,
          mode,
        })),
      ),
      covers: covers.map(({ title }, i) => ({ title, states: met[i] ?? 0 })),
    };
  }
}

function outcomeText(outcome: CoveredOutcome): string {
  return outcome.kind === 'traps' ? `traps ${outcome.cause}` : outcome.kind;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
