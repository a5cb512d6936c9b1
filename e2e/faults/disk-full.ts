import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, readdir, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderSource, journalInfo, unwrapWithKeyFile } from '@guichet/recording';
import { recordedCall } from '../kit/recorded-call.ts';
import { ScriptedCall } from '../kit/scripted-call.ts';
import { until } from '../kit/until.ts';
import { atMost, type Fault, type FaultFigures, type Ground, NotEvaluated } from './fault.ts';
import { holesOf } from './missing-media.ts';
import { pause } from './pause.ts';
import { expectStated, STATED_WITHIN_MS } from './stated-gaps.ts';

const run = promisify(execFile);

const DISK_MB = 8;
/** Under so much free space the recording service stops of itself. */
const LIMIT_MB = 0.5;
const MEGABYTE = 1024 * 1024;
const TOLD_WITHIN_MS = 2_000;
/** What may be lost of what was sent before the disk was full: what had not been flushed yet. */
const LOST_BEFORE_MS = 2_000;

/** The block that the disk did not take whole. */
const CUT_SHORT: readonly string[] = ['torn'];
/** Besides, on a full disk: there is no room for the seal of the last chunk, and it is not the end. */
const STILL_OPEN: readonly string[] = [...CUT_SHORT, 'unsealed', 'not_final'];

let disk = '';

async function smallDisk(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0700`, 'tmpfs', folder]);
  } catch {
    await rmdir(folder);
    throw new NotEvaluated('a small disk could not be mounted (that needs root and the right to mount)');
  }
  disk = folder;
  return {
    options: {
      childEnv: {
        recording: { JOURNAL_DIR: folder, RECORDING_MIN_FREE_MB: String(LIMIT_MB), RECORDING_KEEP_SHIPPED_HOURS: '0' },
      },
    },
    async close() {
      await run('umount', [folder]);
      await rmdir(folder);
    },
  };
}

/** Removes what earlier rounds recorded, once it is shipped: the service does so itself some time, and there would be room where there is to be none. */
async function clearEarlier(present: string | null): Promise<void> {
  const earlier = async (): Promise<string[]> => (await readdir(disk)).filter((name) => name.startsWith('rec_') && name !== present);
  const isShipped = async (name: string): Promise<boolean> => {
    const text = await readFile(join(disk, name, 'recorder.json'), 'utf8').catch(() => null);
    return text === null || (JSON.parse(text) as { readonly status: string }).status === 'shipped';
  };
  await until(
    'what earlier rounds recorded is shipped',
    async () => (await Promise.all((await earlier()).map(isShipped))).every(Boolean),
    30_000,
  );
  for (const name of await earlier()) await rm(join(disk, name), { recursive: true, force: true });
}

/** Fills the disk but for so much. */
async function fillUp(path: string, leaveBytes: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    const block = Buffer.alloc(16 * 1024);
    for (;;) {
      const { bavail, bsize } = await statfs(disk);
      const roomBytes = bavail * bsize - leaveBytes;
      if (roomBytes < block.length && leaveBytes > 0) return;
      await file.write(block);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}

/** The disk of the journals fills up in a call: by and by, so that the limit is met, or at once. */
export const diskFull: Fault = {
  name: 'disk of the journals full',
  limit: `both parties are told ≤ ${TOLD_WITHIN_MS} ms, what was written is whole, goes on by itself, the gap stated within ±${STATED_WITHIN_MS} ms`,
  short: true,
  prepare: smallDisk,
  async run(context): Promise<FaultFigures> {
    const { installation, random } = context;
    const { dataDir } = installation.running;
    const call = await ScriptedCall.start(context);
    const { recordingId } = call;
    await pause(random.between(3_000, 6_000));
    const ballast = join(disk, 'ballast');
    const atOnce = random.chance(0.5);
    await clearEarlier(recordingId);
    try {
      await fillUp(ballast, atOnce ? 0 : (LIMIT_MB * MEGABYTE) / 2);
      const fullAtMs = Date.now();
      const told = { customer: Number.NaN, agent: Number.NaN, pages: Number.NaN };
      await until(
        'both parties are told that nothing is recorded',
        () => {
          const sinceMs = Date.now() - fullAtMs;
          if (Number.isNaN(told.customer) && call.customer.view?.recording?.status === 'stopped') told.customer = sinceMs;
          if (Number.isNaN(told.agent) && call.agent.view?.workbench?.recording?.status === 'stopped') told.agent = sinceMs;
          const inRoom = [call.customerMedia, call.agentMedia].every(({ peer }) => peer?.recordingStates.at(-1)?.status === 'stopped');
          if (Number.isNaN(told.pages) && inRoom) told.pages = sinceMs;
          return !Object.values(told).some(Number.isNaN);
        },
        10_000,
      );
      const trouble = call.customer.view?.recording?.trouble;
      if (trouble !== 'disk_low') throw new Error(`They are told of ${trouble}, not of the disk`);
      // While there is no room it does not claim to be back.
      await pause(random.between(1_500, 3_000));
      if (call.customer.view?.recording?.status !== 'stopped') throw new Error('It claims to be back while the disk is full');
      const endsAtMs = await expectWhole(join(disk, recordingId), dataDir, STILL_OPEN);
      atMost('written before the disk was full, and not there (ms)', fullAtMs - endsAtMs, LOST_BEFORE_MS);

      const madeRoomAtMs = Date.now();
      await rm(ballast);
      await until('both are recorded again', () => call.customer.view?.recording?.status === 'recording', 10_000);
      const backMs = Date.now() - madeRoomAtMs;
      await pause(3_000);
      await call.end();

      const recording = await recordedCall(dataDir, recordingId);
      await expectWhole(join(dataDir, 'store', recordingId), dataDir, CUT_SHORT);
      const holes = await holesOf(recording);
      if (holes.length === 0) throw new Error('Nothing is missing: the disk was not full');
      const outside = holes.filter(({ fromMs, toMs }) => fromMs < fullAtMs - LOST_BEFORE_MS || toMs > madeRoomAtMs + backMs + 1_000);
      if (outside.length > 0) throw new Error('Something is missing that was sent while there was room');
      const offMs = await expectStated(dataDir, recordingId, holes);
      const toldMs = Math.max(...Object.values(told));
      atMost('told after (ms)', toldMs, TOLD_WITHIN_MS);
      return {
        toldMs,
        backMs,
        lostBeforeMs: Math.max(0, fullAtMs - Math.min(...holes.map(({ fromMs }) => fromMs))),
        statedOffMs: Math.round(offMs),
        how: atOnce ? 'full' : 'low',
      };
    } finally {
      await rm(ballast, { force: true });
    }
  },
};

/** A call is to begin while there is no room for its recording: nobody hears anybody, both know why, and it begins when there is room. */
export const diskFullBefore: Fault = {
  name: 'disk of the journals full before a call',
  limit: `both parties are told ≤ ${TOLD_WITHIN_MS} ms, nothing is heard unrecorded, begins by itself`,
  short: false,
  prepare: smallDisk,
  async run(context): Promise<FaultFigures> {
    const { installation, random } = context;
    const ballast = join(disk, 'ballast');
    await clearEarlier(null);
    try {
      await fillUp(ballast, random.chance(0.5) ? 0 : (LIMIT_MB * MEGABYTE) / 2);
      const call = await ScriptedCall.begin(context);
      const begunAt = performance.now();
      await until(
        'both parties are told why it does not begin',
        () =>
          [call.customer.view?.recording, call.agent.view?.workbench?.recording].every((recording) => recording?.trouble === 'disk_low'),
        10_000,
      );
      const toldMs = performance.now() - begunAt;
      await pause(random.between(2_000, 4_000));
      if (call.heardSomething) throw new Error('Somebody was heard who is not recorded');
      await rm(ballast);
      const madeRoomAt = performance.now();
      await until('both are recorded and hear each other', () => call.flowing, 10_000);
      const beganMs = performance.now() - madeRoomAt;
      const { recordingId } = call;
      await pause(3_000);
      await call.end();
      const holes = await holesOf(await recordedCall(installation.running.dataDir, recordingId));
      if (holes.length > 0) throw new Error('Something is missing of what was said');
      atMost('told after (ms)', toldMs, TOLD_WITHIN_MS);
      return { toldMs: Math.round(toldMs), beganMs: Math.round(beganMs) };
    } finally {
      await rm(ballast, { force: true });
    }
  },
};

/** What stands there can be read to where it ends, and its chain holds. @returns where it ends, Unix ms */
async function expectWhole(folder: string, dataDir: string, allowed: readonly string[]): Promise<number> {
  const unwrapKey = await unwrapWithKeyFile(join(dataDir, 'keys', 'recording.jwk'));
  const { content, chain, damage } = await journalInfo(folderSource(folder), { unwrapKey });
  if (!chain.ok) throw new Error('The chain of what was written is broken');
  const bad = damage.filter(({ kind }) => !allowed.includes(kind));
  if (bad.length > 0) throw new Error(`What was written is damaged: ${bad.map(({ kind }) => kind).join(', ')}`);
  return Date.parse(content?.startedAt ?? '') + (content?.durationMs ?? Number.NaN);
}
