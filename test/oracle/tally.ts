/** Counts of a run, by mnemonic and by explanation. */

import { basename } from 'node:path';
import type { Adapter, Explanation } from './adapter.ts';
import { explained } from './explain.ts';
import type { Result } from './steps.ts';

export interface Count {
  readonly group: string;
  readonly mnemonic: string;
  agree: number;
  explained: number;
  differ: number;
  skipped: number;
}

export type Judged = Result & { readonly explanations: readonly Explanation[] | undefined };

export class Tally {
  readonly #adapter: Adapter;
  readonly #counts = new Map<string, Count>();
  readonly #byExplanation = new Map<Explanation, number>();
  readonly #reasons = new Map<string, number>();
  readonly #open: Judged[] = [];

  constructor(adapter: Adapter) {
    this.#adapter = adapter;
  }

  add(result: Result): Judged {
    const count = this.#countOf(result);
    const judged = { ...result, explanations: explained(this.#adapter, result) };
    if (result.kind === 'agrees') count.agree += 1;
    if (result.kind === 'skipped') {
      count.skipped += 1;
      const reason = result.reason ?? '';
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    }
    if (result.kind === 'differs') {
      if (judged.explanations === undefined) {
        count.differ += 1;
        this.#open.push(judged);
      } else {
        count.explained += 1;
        for (const each of judged.explanations) {
          this.#byExplanation.set(each, (this.#byExplanation.get(each) ?? 0) + 1);
        }
      }
    }
    return judged;
  }

  /** By group and mnemonic, in order of the description. */
  get counts(): readonly Count[] {
    return [...this.#counts.values()];
  }

  get total(): Omit<Count, 'group' | 'mnemonic'> {
    const total = { agree: 0, explained: 0, differ: 0, skipped: 0 };
    for (const { agree, explained: known, differ, skipped } of this.counts) {
      total.agree += agree;
      total.explained += known;
      total.differ += differ;
      total.skipped += skipped;
    }
    return total;
  }

  get reasons(): ReadonlyMap<string, number> {
    return this.#reasons;
  }

  /** Differences that nothing explains. */
  get open(): readonly Judged[] {
    return this.#open;
  }

  get byExplanation(): ReadonlyMap<Explanation, number> {
    return this.#byExplanation;
  }

  #countOf({ instruction, id }: Result): Count {
    const mnemonic = instruction === undefined ? id : instruction.opcode;
    const group = instruction === undefined ? '(none)' : basename(instruction.span.file, '.isa');
    const key = `${group} ${mnemonic}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = { group, mnemonic, agree: 0, explained: 0, differ: 0, skipped: 0 };
    this.#counts.set(key, count);
    return count;
  }
}
