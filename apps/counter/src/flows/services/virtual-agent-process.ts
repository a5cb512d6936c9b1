import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError, type VirtualAgentCommand, VirtualAgentReport } from '@guichet/protocol';
import type { Logger } from 'pino';

type Say = Extract<VirtualAgentCommand, { type: 'say' }>;
export type Spoken = Extract<VirtualAgentReport, { type: 'spoken' | 'failed' }>;

/** It has a synthesiser to load, which takes a second on a busy machine. */
const START_WITHIN_MS = 20_000;

export interface VirtualAgentProcessOptions {
  readonly command: readonly string[];
  readonly logger: Logger;
  /** It ended, whoever wanted that. */
  readonly onEnded: () => void;
}

/** The process of one virtual agent. It ends with the pipe to its input, so none outlives the counter. */
export class VirtualAgentProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<(report: VirtualAgentReport | null) => void>();

  constructor({ command, logger, onEnded }: VirtualAgentProcessOptions) {
    const [program = '', ...parameters] = command;
    // What it logs stands beside what the counter logs.
    this.#child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = (): void => {
      for (const tell of this.#waiting) tell(null);
      this.#waiting.clear();
      onEnded();
    };
    this.#child.once('error', (error) => {
      logger.error({ err: error }, 'a virtual agent could not be started');
      ended();
    });
    this.#child.once('exit', ended);
    this.#child.stdin?.on('error', () => undefined);
    if (this.#child.stdout === null) throw new AppError('internal');
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line));
  }

  /** The thumbprint of its key. Throws `unavailable` when it ends or says nothing in time. */
  async ready(): Promise<string> {
    const report = await this.#hears((candidate) => candidate.type === 'ready', AbortSignal.timeout(START_WITHIN_MS));
    if (report.type !== 'ready') throw new AppError('internal');
    return report.pageKey;
  }

  async join(command: Extract<VirtualAgentCommand, { type: 'join' }>): Promise<void> {
    const joined = this.#hears((report) => report.type === 'joined', AbortSignal.timeout(START_WITHIN_MS));
    this.#tell(command);
    await joined;
  }

  /** Says a line to its end. Throws `unavailable` when the process ends before. */
  async say(command: Say, signal: AbortSignal): Promise<Spoken> {
    const answer = this.#hears((report) => (report.type === 'spoken' || report.type === 'failed') && report.ref === command.ref, signal);
    this.#tell(command);
    return (await answer) as Spoken;
  }

  stop(): void {
    this.#tell({ type: 'stop' });
    this.#child.stdin?.end();
  }

  #tell(command: VirtualAgentCommand): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  #hear(line: string): void {
    const report = VirtualAgentReport.parse(JSON.parse(line));
    for (const tell of this.#waiting) tell(report);
  }

  #hears(matches: (report: VirtualAgentReport) => boolean, signal: AbortSignal): Promise<VirtualAgentReport> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(tell);
        reject(new AppError('unavailable'));
      };
      const tell = (report: VirtualAgentReport | null): void => {
        if (report !== null && !matches(report)) return;
        this.#waiting.delete(tell);
        signal.removeEventListener('abort', giveUp);
        if (report === null) reject(new AppError('unavailable'));
        else resolve(report);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(tell);
    });
  }
}
