/**
 * The library: everything that the command does, as functions.
 *
 * A machine is loaded (`loadMachine`), judged under a spec (`check`), explained, run, assembled.
 * Nothing here prints, and nothing here reads the environment.
 */

export type { Diagnostic } from './base/diagnostic.ts';
export { assemble } from './isa/assemble.ts';
export { disassemble, disassembleWord, instructionText } from './isa/disassemble.ts';
export { type Image, imageBytes, imageFromBytes, imageText, parseImage } from './isa/image.ts';
export type * from './isa/machine.ts';
export { BARE, type Platform } from './isa/platform.ts';
export type { State } from './isa/state.ts';
export { changeText, stateText } from './isa/state-text.ts';
export type { Host } from './language/gather.ts';
export { formatSource } from './language/format.ts';
export { loadMachine, type LoadRequest, type LoadResult } from './language/load.ts';
export { hasFastStates } from './machine/compiled/fast-state.ts';
export { runCompiled } from './machine/compiled/run.ts';
export { type LoadedPlatform, loadPlatform, type PlatformHost } from './language/load-platform.ts';
export { platformStep, type PlatformStep } from './machine/platform.ts';
export { initialState, run as runProgram, type Run, traceRecord } from './machine/run.ts';
export {
  fileHost,
  listMachines,
  listSpecs,
  locateMachine,
  locateMap,
  locateSpec,
  type MachineLocation,
} from './library/machine-files.ts';
export { expectedHost, isSpecFile, specHost } from './library/spec-files.ts';
export {
  check,
  DEFAULT_BUDGET,
  type CheckOptions,
  type Minimise,
  type Progress,
} from './library/check.ts';
export { NoCause, repair, type RepairRequest } from './library/repair.ts';
export { openSolver, type OpenedSolver, type SolverOptions } from './library/open-solver.ts';
export { SolverUnavailable } from './smt/external.ts';
export { SolversDisagree } from './smt/second-opinion.ts';
export { loadSpec, type LoadedSpec, type SpecHost } from './language/load-spec.ts';
export { loadExpected, type ExpectedHost, type LoadedExpected } from './language/load-expected.ts';
export type { ExpectedRow } from './question/expected.ts';
export { misfits } from './question/fit.ts';
export { premisesOf, withPremiseReplaced, type Question, type Spec } from './question/spec.ts';
export type { Answer, Evidence } from './question/answer.ts';
export type { ConcreteOutcome, ConcreteState, Difference, Witness } from './question/witness.ts';
export type { Premise } from './judge/premise.ts';
export { checkMonitor, justify, type MonitorOptions } from './library/monitor.ts';
export { Guests, stepsOf, takeTurns } from './machine/guests.ts';
export type { Counts, GuestId, GuestsOptions, Schedule, Snapshot } from './machine/guests.ts';
export { virtualRecord, type GuestStep } from './machine/guest-step.ts';
export { SideBySide, type Parting } from './machine/side-by-side.ts';
export { loadMap, type LoadedMap, type MapRequest } from './language/load-map.ts';
export {
  constructMonitor,
  CONSTRUCTIONS,
  type ConstructedMonitor,
  type Construction,
  type MonitorMap,
} from './isa/monitor-map.ts';
export type { PartedStep } from './isa/parted-step.ts';
export type { AnsweredObligation, MonitorAnswer } from './monitor/answer.ts';
export {
  monitorVerdict,
  type Justification,
  type MonitorResult,
  type MonitorVerdict,
} from './monitor/result.ts';
export type { Repair, RepairMember } from './judge/repair.ts';
export type {
  CheckResult,
  ExpectedResult,
  FactResult,
  InstructionResult,
  PairResult,
  SolverReport,
  TheoremResult,
} from './judge/result.ts';
export type { Truth, Verdict } from './judge/truth.ts';
export type {
  Coverage,
  CoveredSteps,
  Guest,
  PartedGuest,
  SampledMonitor,
} from './monitor/sampled.ts';
export {
  replayMonitorSample,
  type MonitorSample,
  type ReplayedParting,
} from './library/replay-monitor-sample.ts';
export { sampleMonitor, type SampleOptions } from './sample/sample-monitor.ts';
