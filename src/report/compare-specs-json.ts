/** Several specs side by side as JSON, by `docs/schema/compare-specs.schema.json`. */

import type { Truth, Verdict } from '../judge/truth.ts';
import type { ComparedSpecs } from './compare-specs-report.ts';
import { compareSpecs } from './compare-specs.ts';
import { parametersJson, type JsonNumber } from './json-report.ts';
import { premisesVerdict } from './results-section.ts';

export interface CompareSpecsJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly complete: boolean;
  readonly machine: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, JsonNumber>>;
  /** The default, by which the exit code goes. */
  readonly default: string;
  readonly specs: readonly { readonly name: string; readonly title: string }[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly pairs: readonly {
    readonly name: string;
    readonly title: string;
    readonly premises: Verdict | 'not-run';
    readonly theorems: readonly {
      readonly number: number;
      /** By spec. */
      readonly verdicts: Readonly<Record<string, Verdict>>;
    }[];
    readonly agreeing: number;
    readonly disagreements: readonly {
      readonly id: string;
      /** By spec. */
      readonly verdicts: Readonly<
        Record<
          string,
          { readonly sensitive: Truth; readonly privileged: Truth; readonly obstructing: Truth }
        >
      >;
      readonly why: readonly { readonly specs: readonly string[]; readonly text: string }[];
    }[];
  }[];
}

export function compareSpecsJson({ sides, leftOut, again }: ComparedSpecs): CompareSpecsJson {
  const [first] = sides;
  if (first === undefined) throw new RangeError('no spec');
  const names = sides.map(({ spec }) => spec.name);
  const { result, version } = first;
  const bySpec = <Value>(values: readonly (Value | undefined)[]): Readonly<Record<string, Value>> =>
    Object.fromEntries(
      names.flatMap((name, i): [string, Value][] => {
        const value = values[i];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    tool: { name: 'popek', version },
    again,
    complete: sides.every((side) => side.result.isComplete),
    machine: result.machine.id,
    title: result.machine.title,
    parameters: parametersJson(result),
    default: names[0] ?? '',
    specs: sides.map(({ spec: { name, title } }) => ({ name, title })),
    leftOut,
    pairs: compareSpecs(sides).map(({ pair, theorems, disagreements, agreeing }) => ({
      name: pair.name,
      title: pair.title,
      premises: pair.premises.length === 0 ? 'not-run' : premisesVerdict(pair),
      theorems: theorems.map(({ number, verdicts }) => ({ number, verdicts: bySpec(verdicts) })),
      agreeing,
      disagreements: disagreements.map(({ id, verdicts, why }) => ({
        id,
        verdicts: bySpec(verdicts),
        why,
      })),
    })),
  };
}
