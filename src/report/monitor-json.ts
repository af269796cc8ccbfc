/** The JSON of a check of a monitor; `docs/schema/monitor-check.schema.json` describes it. */

import type { Machine } from '../isa/machine.ts';
import { changesBetween, zeroState, type State } from '../isa/state.ts';
import { OBLIGATION_KINDS, type ObligationKind } from '../monitor/obligation.ts';
import { evidenceOf, monitorVerdict, obligationName, openKinds, outcomeOf, type MonitorResult, type Outcome } from '../monitor/result.ts'; // prettier-ignore
import { numberJson, type JsonNumber } from './json-report.ts';
import type { ReportedMonitor } from './monitor-report.ts';

type StateJson = Readonly<Record<string, JsonNumber>>;

export interface MonitorJson {
  readonly tool: { readonly name: 'popek'; readonly version: string };
  readonly again: string;
  readonly machine: string;
  readonly parameters: Readonly<Record<string, JsonNumber>>;
  readonly virtual: Readonly<Record<string, JsonNumber>>;
  readonly construction: MonitorResult['construction'];
  readonly map: string;
  readonly pair: string;
  readonly spec: string;
  /** False if it was interrupted, or if only some instructions were asked about. */
  readonly complete: boolean;
  readonly verdict: 'holds' | 'fails' | 'undecided';
  readonly justification: MonitorResult['justification'];
  readonly obligations: readonly {
    readonly name: string;
    readonly kind: ObligationKind;
    readonly instruction: string;
    readonly claim: string;
    readonly answer: Outcome;
    readonly evidence: string;
    readonly milliseconds: number;
    readonly counterexample?: {
      readonly how: string;
      readonly text?: string;
      readonly before: StateJson;
      readonly after: StateJson;
      readonly bareBefore: StateJson;
      readonly bareAfter: StateJson;
      readonly wrong: readonly string[];
    };
  }[];
}

export function monitorJson({ result, map, again, version }: ReportedMonitor): MonitorJson {
  const open = openKinds(result.obligations);
  const withKept = { ...map.real, elements: [...map.real.elements, ...map.kept] };
  return {
    tool: { name: 'popek', version },
    again,
    machine: result.machine.id,
    parameters: settings(result.parameters),
    virtual: settings(result.virtual),
    construction: result.construction,
    map: result.map.title,
    pair: result.pair.name,
    spec: result.spec,
    complete: result.isComplete && result.isWhole,
    verdict: monitorVerdict(result),
    justification: result.justification,
    obligations: result.obligations.map((answered) => {
      const { obligation, answer, milliseconds } = answered;
      return {
        name: obligationName(answered),
        kind: obligation.kind,
        instruction: obligation.about,
        claim: OBLIGATION_KINDS[obligation.kind],
        answer: outcomeOf(answered, open),
        evidence: evidenceOf(answer),
        milliseconds: Math.round(milliseconds),
        ...(answer.kind === 'refuted'
          ? {
              counterexample: {
                how: answer.counterexample.how,
                ...(answer.counterexample.text === undefined
                  ? {}
                  : { text: answer.counterexample.text }),
                before: stateJson(withKept, answer.counterexample.before),
                after: stateJson(withKept, answer.counterexample.after),
                bareBefore: stateJson(map.virtual, answer.counterexample.bareBefore),
                bareAfter: stateJson(map.virtual, answer.counterexample.bareAfter),
                wrong: answer.counterexample.wrong,
              },
            }
          : {}),
      };
    }),
  };
}

function settings(parameters: MonitorResult['parameters']): Readonly<Record<string, JsonNumber>> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, numberJson(value)]));
}

/** What is not zero. */
function stateJson(machine: Machine, state: State): StateJson {
  const set = changesBetween(machine, zeroState(machine), state);
  return Object.fromEntries(set.map(({ name, after }) => [name, numberJson(after)]));
}
