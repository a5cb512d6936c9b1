import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { startGuichet, type Running, type StartOptions, type SupervisedName } from '../index.ts';
import { isReady } from '../readiness.ts';

export const NAMES: readonly SupervisedName[] = ['demo-bank', 'counter', 'recording', 'sfu', 'database'];

export const serves = (port: number): Promise<boolean> => isReady({ kind: 'http', url: `http://127.0.0.1:${port}/readyz` });

/** Installations of the tests of one file: each test has a folder of its own, and what it started ends with it. */
export class ScratchInstallations {
  readonly #folders: string[] = [];
  #running: Running | null = null;

  constructor() {
    beforeEach(() => void this.#folders.push(mkdtempSync(join(tmpdir(), 'guichet-start-'))));
    afterEach(async () => {
      await this.#running?.stop();
      this.#running = null;
    });
    afterAll(() => this.#folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  }

  /** Of the present test. */
  get dataDir(): string {
    const folder = this.#folders.at(-1);
    if (folder === undefined) throw new Error('No test has begun');
    return folder;
  }

  /** On free ports, without pages. */
  get options(): StartOptions {
    return { dataDir: this.dataDir, ports: { counter: 0, signalling: 0, media: 0 }, pages: false, durable: false };
  }

  async start(more: Partial<StartOptions> = {}): Promise<Running> {
    return (this.#running = await startGuichet({ ...this.options, ...more }));
  }
}
