/** `popek monitor check`: proves the monitor that is built from a machine and its map. */

import { checkMonitor, misfits, monitorVerdict, type MonitorResult } from '../../index.ts';
import { monitorJson } from '../../report/monitor-json.ts';
import { monitorReport, type ReportedMonitor } from '../../report/monitor-report.ts';
import { asking } from '../asking.ts';
import { styleFor } from '../colour.ts';
import { commandText } from '../command-text.ts';
import type { Invocation } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { checkPatterns } from '../judge-machine.ts';
import { printDiagnostics } from '../load-for-command.ts';
import { loadMapForCommand } from '../load-map-for-command.ts';
import { loadSpecForCommand } from '../load-spec-for-command.ts';
import { InputRefused } from '../refusal.ts';
import { version } from '../version.ts';
import { checkOutput, writeResult } from '../write-result.ts';

export async function monitorCheck({ terminal, operands, options }: Invocation): Promise<ExitCode> {
  const [operand = ''] = operands;
  checkOutput(options.output);
  const { spec, sources } = loadSpecForCommand(terminal, options);
  const { monitor, machine } = await loadMapForCommand(terminal, operand, options);
  const wrong = misfits(spec, machine);
  if (wrong.length > 0) {
    printDiagnostics(terminal, options, wrong, sources);
    throw new InputRefused();
  }
  checkPatterns(machine, options.only);
  const label = `monitor check ${operand}`;
  const result = await asking({ terminal, options }, label, (howToAsk) =>
    checkMonitor(monitor, spec, { ...howToAsk, only: options.only }),
  );
  const reported: ReportedMonitor = {
    result,
    map: monitor.map,
    again: commandText('monitor check', operands, options),
    version: await version(),
  };
  writeResult(terminal, options.output, formatted({ terminal, options }, reported));
  return exitCode(result);
}

function exitCode(result: MonitorResult): ExitCode {
  if (!result.isComplete) return EXIT.interrupted;
  const codes = { holds: EXIT.good, fails: EXIT.bad, undecided: EXIT.undecided } as const;
  return codes[monitorVerdict(result)];
}

function formatted(
  { terminal, options }: Pick<Invocation, 'terminal' | 'options'>,
  reported: ReportedMonitor,
): string {
  const { all, format } = options;
  if (format === 'json') return `${JSON.stringify(monitorJson(reported), undefined, 2)}\n`;
  if (format === 'markdown') return `\`\`\`text\n${monitorReport(reported, { all })}\`\`\`\n`;
  return monitorReport(reported, { all, style: styleFor(terminal, options) });
}
