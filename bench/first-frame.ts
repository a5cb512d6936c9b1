import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustomerPage } from '@guichet/e2e/kit/customer-page.ts';
import { type FlashBeepFiles, writeFlashBeepFiles } from '@guichet/e2e/kit/flash-beep.ts';
import { Installation } from '@guichet/e2e/kit/installation.ts';
import { mediaMoments } from '@guichet/e2e/kit/media-observer.ts';
import { StaffPage } from '@guichet/e2e/kit/staff-page.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import { median } from './figures.ts';
import type { Figure } from './figures.ts';
import type { BenchContext } from './main.ts';

export const summary = 'how soon two people in real Chromium see each other, from the agent accepting to the first picture on each side';

const LIMIT_MS = 1_500;
const DEFAULT_ROUNDS = 10;
const DEADLINE_MS = 20_000;
const SOURCE_SECONDS = 30;

interface Round {
  readonly customerMs: number;
  readonly agentMs: number;
}

/**
 * Join is the agent's press on Accept: from that moment on both pages enter the room by themselves, the recording begins and is confirmed, and only
 * then may anything be seen. The first frame is the first one of the other's camera that the page hands to its screen. Every round is a new session of a
 * customer with a new browser; the agent stays signed in, as agents do.
 */
export async function run({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  const installation = await Installation.start();
  try {
    const source = (party: number) =>
      writeFlashBeepFiles(folder, { party, widthPx: 640, heightPx: 360, framesPerSecond: 20 }, SOURCE_SECONDS);
    const customerFiles = await source(0);
    const agentFiles = await source(1);
    const { urls } = installation.running;
    const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(agentFiles) });
    await agent.goIdle();
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const result = await oneCall(agent, urls.customer, customerFiles);
      progress(
        `round ${round}: customer ${result.customerMs.toFixed(0)} ms, agent ${result.agentMs.toFixed(0)} ms (load ${loadPerCore()} a core)`,
      );
      measured.push(result);
    }
    await agent.close();
    return [
      figure(
        'agent accepts → customer sees the agent',
        measured.map(({ customerMs }) => customerMs),
      ),
      figure(
        'agent accepts → agent sees the customer',
        measured.map(({ agentMs }) => agentMs),
      ),
    ];
  } finally {
    await installation.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both browsers, the servers and this share one machine: figures of one that has other work to do are of that. */
const loadPerCore = (): string => ((loadavg()[0] ?? 0) / availableParallelism()).toFixed(1);

async function oneCall(agent: StaffPage, url: string, files: FlashBeepFiles): Promise<Round> {
  const customer = await CustomerPage.open({ url, ...fakes(files) });
  try {
    await customer.chooseService();
    await customer.queue();
    const before = Date.now();
    await agent.acceptOffer();
    const [customerAtMs, agentAtMs] = [await firstFrame(customer.page, before), await firstFrame(agent.page, before)];
    const joinedAtMs = (await mediaMoments(agent.page)).pressed.findLast(({ label }) => label === 'Accept')?.atMs;
    if (joinedAtMs === undefined) throw new Error('The offer was accepted without a press of the button');
    await agent.endCall();
    await agent.wrapUp('Measured.');
    await agent.isIdle();
    return { customerMs: customerAtMs - joinedAtMs, agentMs: agentAtMs - joinedAtMs };
  } finally {
    await customer.close();
  }
}

/** Unix milliseconds. The customer has seen a picture of themselves through the node before, in the check of the line: only what comes after counts. */
async function firstFrame(page: CustomerPage['page'], afterMs: number): Promise<number> {
  let found: number | undefined;
  await until(
    'a picture of the other appears',
    async () => {
      found = (await mediaMoments(page)).firstFrames.find(({ atMs }) => atMs > afterMs)?.atMs;
      return found !== undefined;
    },
    DEADLINE_MS,
  );
  return found ?? Number.NaN;
}

/** Nothing but the product takes its time: what the page captures is not watched. */
const fakes = ({ videoPath, audioPath }: FlashBeepFiles) => ({ fakeVideoPath: videoPath, fakeAudioPath: audioPath, watchCapture: false });

function figure(what: string, values: readonly number[]): Figure {
  const ours = median(values);
  return {
    what: `${what}, median of ${values.length}`,
    ours,
    peer: null,
    ratio: null,
    unit: 'ms',
    limit: `≤ ${LIMIT_MS} ms`,
    ok: ours <= LIMIT_MS,
    rounds: { ours: [...values], peer: [] },
  };
}
