/** `popek monitor sample`: random guests, bare and under the monitor, in lockstep. */

import { randomInt } from 'node:crypto';
import { sampleMonitor, type ConstructedMonitor, type SampledMonitor } from '../../index.ts';
import { sampleJson } from '../../report/sample-json.ts';
import { sampleOutcome, sampleReport, type ReportedSample } from '../../report/sample-report.ts';
import { sampleTest } from '../../report/sample-test.ts';
import { styleFor } from '../colour.ts';
import { commandText } from '../command-text.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadMapForCommand, type LoadedMonitor } from '../load-map-for-command.ts';
import { machineArgument } from '../machine-argument.ts';
import { startProgress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { version } from '../version.ts';
import { checkOutput, writeResult, writeWhole } from '../write-result.ts';

const LARGEST_SEED = 2 ** 31;

export async function monitorSample(invocation: Invocation): Promise<ExitCode> {
  const { terminal, operands, options } = invocation;
  checkOutput(options.output);
  checkOutput(options.write);
  checkPath(invocation);
  const loaded = await loadMapForCommand(terminal, operands[0] ?? '', options);
  const sampled = await sampledMonitor(invocation, loaded.monitor);
  const again = commandText('monitor sample', operands, {
    ...options,
    write: undefined,
    seed: sampled.seed,
    path: sampled.parted?.path ?? options.path,
  });
  const isToWrite = options.write !== undefined && sampled.parted !== undefined;
  if (isToWrite) writeWhole(options.write, testText(invocation, loaded, sampled, again));
  const reported = {
    sampled,
    again,
    version: await version(),
    file: isToWrite ? options.write : undefined,
  };
  writeResult(terminal, options.output, formatted(invocation, reported));
  return exitCode(sampled);
}

function checkPath({ options: { path, seed } }: Invocation): void {
  if (path === undefined) return;
  if (seed === undefined) throw new Refusal('--path needs --seed', 'a report names both');
  if (!/^\d+(:\d+)*$/u.test(path))
    throw new Refusal(`--path is numbers with colons between them, not \`${path}\``);
}

async function sampledMonitor(
  { terminal, operands, options }: Invocation,
  monitor: ConstructedMonitor,
): Promise<SampledMonitor> {
  const { runs, steps, path, seed = randomInt(1, LARGEST_SEED) } = options;
  const interrupt = new AbortController();
  const progress = startProgress(terminal, `monitor sample ${operands[0] ?? ''}`, options);
  const stopListening = terminal.onInterrupt(() => {
    progress.finish();
    terminal.printError('popek: interrupted; once more ends it at once\n');
    interrupt.abort();
  });
  try {
    return await sampleMonitor(monitor, {
      seed,
      path,
      ...(runs === undefined ? {} : { runs }),
      ...(steps === undefined ? {} : { steps }),
      signal: interrupt.signal,
      onProgress: ({ done, total }) => progress.report(done, total, 'guests'),
    });
  } finally {
    progress.finish();
    stopListening();
  }
}

function testText(
  { operands, options }: Invocation,
  { request }: LoadedMonitor,
  sampled: SampledMonitor,
  again: string,
): string {
  const { parted } = sampled;
  if (parted === undefined) return '';
  return sampleTest(sampled, parted, {
    machine: machineArgument(operands[0] ?? '', []).name,
    settings: request.settings ?? new Map(),
    extensions: request.extensions ?? [],
    map: options.map,
    virtual: machineArgument(operands[0] ?? '', options.virtual).settings,
    again,
  });
}

function formatted({ terminal, options }: Invocation, reported: ReportedSample): string {
  const { all, format } = options;
  if (format === 'json') return `${JSON.stringify(sampleJson(reported), undefined, 2)}\n`;
  if (format === 'markdown') return `\`\`\`text\n${sampleReport(reported)}\`\`\`\n`;
  return sampleReport(reported, { all, style: styleFor(terminal, options) });
}

function exitCode(sampled: SampledMonitor): ExitCode {
  const outcome = sampleOutcome(sampled);
  if (outcome === 'parted') return EXIT.bad;
  if (!sampled.isComplete) return EXIT.interrupted;
  return outcome === 'alike' ? EXIT.good : EXIT.undecided;
}
