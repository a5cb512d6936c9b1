import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { StaffPage } from '@guichet/e2e/kit/staff-page.ts';
import { z } from 'zod';
import { absolute, type Figure, percentile } from './figures.ts';
import { drift } from './review/drift.ts';
import { openings, seeks } from './review/in-browser.ts';
import { playableAfterHangUp } from './review/hang-up.ts';
import { searches } from './review/searches.ts';
import { materialMade } from './review/signed-in.ts';

const STAND = resolve(import.meta.dirname, '../apps/counter/src/testing/review-stand-main.ts');
const CONSOLE = resolve(import.meta.dirname, '../apps/agent-console/dist');
const SESSIONS = 10_000;
const LIVE_MINUTES = 10;
const DRIFT_MINUTES = 10;
const SEARCHES = 20;

const Standing = z.object({
  url: z.url(),
  login: z.object({ staffNumber: z.string(), password: z.string() }),
  recordings: z.array(z.object({ minutes: z.number(), recordingId: z.string() })),
  /** One that is still running. */
  live: z.string().nullable(),
});
export type Standing = z.infer<typeof Standing>;

interface Options {
  readonly rounds: number | undefined;
  readonly only?: string | undefined;
  readonly progress: (line: string) => void;
}

export const summary =
  'opening, seeking and searching among 10,000 sessions, playing after a call; drift between parties (--only drift, takes minutes)';

/**
 * No peer: what is measured is what a reviewer waits for. `--only search`, `replay`, `hang-up` or `drift` for a part of it; `--rounds`: how often each
 * search is made, how many minutes of drift are looked at.
 */
export async function run({ rounds, only, progress }: Options): Promise<readonly Figure[]> {
  const wants = (part: string): boolean => only === undefined || only === part;
  // An hour's pictures take minutes to make, and only replaying asks for them.
  const minutes = wants('replay') ? [10, 60] : only === 'drift' ? [10] : [1];
  progress(`a counter with recordings of ${minutes.join(' and ')} minutes${wants('search') ? ' and 10,000 sessions' : ''}`);
  const stand = await Stand.open({ minutes, sessions: wants('search') ? SESSIONS : 0, live: wants('hang-up') });
  try {
    const figures: Figure[] = [];
    // What was recorded before is not made ready beside what is measured.
    progress('what is needed to replay is being made');
    await materialMade(stand.standing);
    if (wants('hang-up')) figures.push(await playableAfterHangUp(stand.standing, () => stand.hangUp(), progress));
    if (wants('search')) figures.push(...(await searches(stand.standing, rounds ?? SEARCHES, progress)));
    if (wants('replay') || only === 'drift') {
      const page = await StaffPage.signIn({
        consoleUrl: `${stand.standing.url}/console/`,
        login: stand.standing.login,
        watchCapture: false,
      });
      try {
        if (wants('replay')) {
          for (const { minutes, recordingId } of stand.standing.recordings) {
            const path = `${stand.standing.url}/console/recordings/${recordingId}`;
            const opened = await openings(page.page, path, 5);
            figures.push(
              below(
                `a recording of ${minutes} minutes can be played, worst of ${opened.length}`,
                Math.max(...opened),
                minutes > 30 ? 2_000 : 3_000,
              ),
            );
            const sought = await seeks(page.page, path, 20);
            figures.push(
              below(
                `a jump in a recording of ${minutes} minutes shows all parties, p95 of ${sought.length}`,
                percentile(sought, 0.95),
                300,
              ),
            );
          }
        }
        if (only === 'drift') figures.push(...(await drift(page.page, stand.standing, rounds ?? DRIFT_MINUTES, progress)));
      } finally {
        await page.close();
      }
    }
    return figures;
  } finally {
    await stand.close();
  }
}

const below = (what: string, ours: number, limit: number): Figure => absolute({ what, ours, unit: 'ms', limit: { below: limit } });

interface StandOptions {
  /** Length of each recording that there is. */
  readonly minutes: readonly number[];
  readonly sessions: number;
  /** One more call, still running. */
  readonly live: boolean;
}

/** The counter that is measured, in a process of its own. */
class Stand {
  readonly standing: Standing;
  readonly #process: { readonly hangUp: () => void; readonly end: () => Promise<void> };

  static async open({ minutes, sessions, live }: StandOptions): Promise<Stand> {
    const args = ['--minutes', minutes.join(), '--sessions', String(sessions), '--web', CONSOLE];
    if (live) args.push('--live', String(LIVE_MINUTES));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', STAND, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = new Promise<void>((end) => child.once('close', () => end()));
    const line = await Promise.race([
      new Promise<string>((got) => createInterface(child.stdout).once('line', got)),
      ended.then(() => Promise.reject(new Error('The counter did not come to stand'))),
    ]);
    return new Stand(Standing.parse(JSON.parse(line)), {
      hangUp: () => child.stdin.write('hang up\n'),
      end: async () => {
        child.stdin.end();
        await ended;
      },
    });
  }

  private constructor(standing: Standing, ofProcess: { readonly hangUp: () => void; readonly end: () => Promise<void> }) {
    this.standing = standing;
    this.#process = ofProcess;
  }

  hangUp(): void {
    this.#process.hangUp();
  }

  close(): Promise<void> {
    return this.#process.end();
  }
}
