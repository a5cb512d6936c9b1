import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from '../process-cpu.ts';
import { Answer, type Command, type ContestantName, type Count } from './contestant-wire.ts';

const MAIN = fileURLToPath(new URL('./contestant-main.ts', import.meta.url));
const ANSWER_DEADLINE_MS = 60_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Share of one core of each process, by name. */
export type Shares = Readonly<Record<string, number>>;

/** Between two counts: what got lost on the way to the other party, and on the way into the journal (null where none is kept). */
export interface Losses {
  readonly forwarded: number;
  readonly recorded: number | null;
}

export interface Measured {
  readonly shares: Shares;
  readonly losses: Losses;
}

/** A server with its callers (`contestant-main.ts`), as the benchmark sees it. */
export class Contestant {
  readonly pids: Readonly<Record<string, number>>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;

  static async start(name: ContestantName): Promise<Contestant> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const answers = lines[Symbol.asyncIterator]();
    const { pids } = await readAnswer(answers);
    if (!pids) throw new Error(`${name} does not say which processes it is`);
    return new Contestant(child, lines, answers, pids);
  }

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: Interface,
    answers: AsyncIterator<string>,
    pids: Readonly<Record<string, number>>,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.#answers = answers;
    this.pids = pids;
  }

  async add(calls: number, how: { readonly together: boolean; readonly countsReceived: boolean }) {
    const { firstMediaMs = [], tookMs = 0 } = await this.#tell({ do: 'add', calls, ...how });
    return { firstMediaMs, tookMs };
  }

  async play(playing: boolean): Promise<void> {
    await this.#tell({ do: 'play', playing });
  }

  /** CPU of every process over `ms` of whatever is going on. */
  async watch(ms: number): Promise<Shares> {
    const names = Object.entries(this.pids);
    const before = names.map(([, pid]) => cpuSeconds([pid]));
    const startedAt = performance.now();
    await pause(ms);
    const seconds = (performance.now() - startedAt) / 1000;
    return Object.fromEntries(names.map(([name, pid], i) => [name, (cpuSeconds([pid]) - (before[i] ?? 0)) / seconds]));
  }

  /** CPU over `ms`, and what was lost in that time. */
  async measure(ms: number): Promise<Measured> {
    const before = await this.#count();
    const shares = await this.watch(ms);
    return { shares, losses: lossesBetween(before, await this.#count()) };
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.stdin.end();
      await ended;
    }
    this.#lines.close();
  }

  async #count(): Promise<Count> {
    const { count } = await this.#tell({ do: 'count' });
    if (!count) throw new Error('There is no count');
    return count;
  }

  async #tell(command: Command): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    return readAnswer(this.#answers);
  }
}

export function lossesBetween(before: Count, after: Count): Losses {
  const lost = (sent: number, arrived: number): number => (sent === 0 ? 0 : 1 - arrived / sent);
  return {
    forwarded: lost(after.sent - before.sent, after.received - before.received),
    recorded:
      before.written === null || after.written === null ? null : lost(after.sentByAll - before.sentByAll, after.written - before.written),
  };
}

async function readAnswer(answers: AsyncIterator<string>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('A contestant does not answer')), ANSWER_DEADLINE_MS);
  });
  try {
    const { value, done } = await Promise.race([answers.next(), overdue]);
    if (done) throw new Error('A contestant ended before its time');
    const answer = Answer.parse(JSON.parse(value));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}
