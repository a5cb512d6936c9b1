import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError, type RoomPass, type VirtualAgentCommand, VirtualAgentReport } from '@guichet/protocol';
import type { Logger } from 'pino';

type Say = Extract<VirtualAgentCommand, { type: 'say' }>;
type Render = Extract<VirtualAgentCommand, { type: 'render' }>;
export type Spoken = Extract<VirtualAgentReport, { type: 'spoken' | 'failed' }>;

/** It has a synthesiser to load, which takes a second on a busy machine. */
const START_WITHIN_MS = 20_000;
/** To make a line ready, and to be back in a call whose node was killed. */
const BEGIN_WITHIN_MS = 30_000;
/** Beyond the line itself. */
const END_WITHIN_MS = 10_000;

export interface VirtualAgentProcessOptions {
  readonly command: readonly string[];
  readonly logger: Logger;
  /** It has to enter its call anew. */
  readonly getPass: (pageKey: string) => Promise<RoomPass>;
  /** It ended, whoever wanted that. */
  readonly onEnded: () => void;
}

/** The process of one virtual agent. It ends with the pipe to its input, so none outlives the counter. */
export class VirtualAgentProcess {
  readonly #child: ChildProcess;
  readonly #getPass: VirtualAgentProcessOptions['getPass'];
  readonly #waiting = new Set<(report: VirtualAgentReport | null) => void>();
  #pageKey = '';
  /** One line after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ command, logger, getPass, onEnded }: VirtualAgentProcessOptions) {
    this.#getPass = getPass;
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
    this.#pageKey = report.pageKey;
    return report.pageKey;
  }

  async join(command: Extract<VirtualAgentCommand, { type: 'join' }>): Promise<void> {
    const joined = this.#hears((report) => report.type === 'joined', AbortSignal.timeout(START_WITHIN_MS));
    this.#tell(command);
    await joined;
  }

  /** Says a line to its end, however long it is. Throws `unavailable` when the process ends before, or when nothing comes of the line in its time. */
  say(command: Say, signal: AbortSignal): Promise<Spoken> {
    const spoken = this.#turn.then(() => this.#sayInTurn(command, signal));
    this.#turn = spoken.catch(() => undefined);
    return spoken;
  }

  /** What a line sounds like: 48 kHz, one channel. Null where it cannot be said. Throws `unavailable` when the process ends before. */
  async render(command: Render, signal: AbortSignal): Promise<Int16Array | null> {
    const heard = this.#hears(
      (report) => (report.type === 'rendered' || report.type === 'failed') && report.ref === command.ref,
      AbortSignal.any([signal, AbortSignal.timeout(BEGIN_WITHIN_MS)]),
    );
    this.#tell(command);
    const report = await heard;
    if (report.type !== 'rendered') return null;
    const bytes = Buffer.from(report.pcm, 'base64');
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 2)));
  }

  async #sayInTurn(command: Say, signal: AbortSignal): Promise<Spoken> {
    if (signal.aborted) throw new AppError('unavailable');
    let withinMs = BEGIN_WITHIN_MS;
    for (let isTold = false; ; isTold = true) {
      const heard = this.#hears((report) => isAbout(report, command.ref), AbortSignal.any([signal, AbortSignal.timeout(withinMs)]));
      if (!isTold) this.#tell(command);
      const report = await heard;
      if (report.type === 'spoken' || report.type === 'failed') return report;
      if (report.type === 'begun') withinMs = report.durationMs + END_WITHIN_MS;
    }
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
    if (report.type === 'pass_wanted') void this.#answerPass();
    for (const tell of this.#waiting) tell(report);
  }

  async #answerPass(): Promise<void> {
    const answer = await this.#getPass(this.#pageKey).then(
      (pass) => ({ type: 'pass', pass }) as const,
      (error: unknown) => ({ type: 'no_pass', code: AppError.from(error).code }) as const,
    );
    this.#tell(answer);
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

const isAbout = (report: VirtualAgentReport, ref: string): boolean => 'ref' in report && report.ref === ref;
