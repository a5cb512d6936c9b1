import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { NodeReport, ReportId } from '@guichet/protocol';
import type { Logger } from 'pino';
import { z } from 'zod';

const Line = z.object({ id: ReportId, report: NodeReport });
type Line = z.infer<typeof Line>;

/**
 * Reports that the counter has not acknowledged, on the node's disk, one a line: a node that is killed while the counter is away still says
 * what happened. It has to survive a kill of the process, not a power cut: media does not survive that either. It holds no person and no secret.
 */
export class ReportFile {
  readonly #file: string;
  readonly #log: Logger;
  #lines = 0;
  /** Open for as long as lines come, several times a second in calls. */
  #fd: number | null = null;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  /** How many lines it holds, of which some may be acknowledged by now. */
  get lines(): number {
    return this.#lines;
  }

  /** What an earlier life of the node left, in its order. A line that is not whole, or of another version, is left out. */
  read(): Line[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#log.error({ err: error }, 'reports of an earlier life could not be read');
      return [];
    }
    const lines = text.split('\n').filter((line) => line !== '');
    this.#lines = lines.length;
    const read = lines.flatMap((line) => parse(line));
    if (read.length < lines.length) {
      this.#log.warn({ lines: lines.length - read.length }, 'lines that are no reports were left out');
      // A line that a kill cut off has no end: the next one would be written onto it.
      this.rewrite(read);
    }
    return read;
  }

  append({ id, report }: Line): void {
    this.#do(() => writeSync(this.#open(), `${JSON.stringify({ id, report })}\n`));
    this.#lines += 1;
  }

  /** Replaces everything by what is still waiting. */
  rewrite(waiting: readonly Line[]): void {
    this.#do(() => {
      if (waiting.length === 0) return ftruncateSync(this.#open());
      const next = `${this.#file}.new`;
      writeFileSync(next, waiting.map(({ id, report }) => `${JSON.stringify({ id, report })}\n`).join(''), { mode: 0o600 });
      renameSync(next, this.#file);
      this.#close();
    });
    this.#lines = waiting.length;
  }

  #open(): number {
    return (this.#fd ??= openSync(this.#file, 'a', 0o600));
  }

  #close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #do(work: () => void): void {
    try {
      work();
    } catch (error) {
      // They wait in memory as well: only a kill would lose them now.
      this.#log.error({ err: error }, 'reports could not be written to disk');
    }
  }
}

function parse(line: string): Line[] {
  try {
    return [Line.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
