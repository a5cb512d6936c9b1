import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type VirtualAgentCommand, VirtualAgentReport } from '@guichet/protocol';
import { until } from '@guichet/e2e/kit/until.ts';

/** The real process, as the counter starts it. */
export class AgentProcess {
  readonly reports: VirtualAgentReport[] = [];
  readonly child: ChildProcess;

  constructor(environment: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, LOG_LEVEL: 'error', ...environment },
    });
    const { stdout } = this.child;
    if (stdout === null) throw new Error('The process has no output');
    createInterface({ input: stdout }).on('line', (line) => this.reports.push(VirtualAgentReport.parse(JSON.parse(line))));
  }

  tell(command: VirtualAgentCommand): void {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** The first report of a type. @throws when it does not come in time */
  async hears<Type extends VirtualAgentReport['type']>(
    type: Type,
    matches: (report: Extract<VirtualAgentReport, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<VirtualAgentReport, { type: Type }>> {
    const find = () =>
      this.reports.find(
        (report): report is Extract<VirtualAgentReport, { type: Type }> => report.type === type && matches(report as never),
      );
    await until(`the agent reports ${type}`, () => find() !== undefined, 30_000);
    const report = find();
    if (report === undefined) throw new Error('unreachable: until() has thrown');
    return report;
  }

  /** Whoever started it is gone. */
  closeInput(): void {
    this.child.stdin?.end();
  }

  /** Seconds of processor time and resident megabytes of the process and of what it started. */
  usage(): { readonly cpuSeconds: number; readonly residentMb: number } {
    const pids = [this.child.pid ?? 0, ...childrenOf(this.child.pid ?? 0)];
    return pids.map(usageOf).reduce((sum, one) => ({
      cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
      residentMb: sum.residentMb + one.residentMb,
    }));
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

function usageOf(pid: number): { cpuSeconds: number; residentMb: number } {
  // The name in brackets may hold spaces; the times are fields 14 and 15 (proc(5)), in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, residentMb: Number(resident) / 1024 };
}
