import { ScriptedCall } from '../kit/scripted-call.ts';
import { findDescendants, killHard } from '../kit/process-faults.ts';
import { recordedCall } from '../kit/recorded-call.ts';
import { until } from '../kit/until.ts';
import { atMost, type Fault, type FaultContext, type FaultFigures } from './fault.ts';
import { holesOf } from './missing-media.ts';
import { pause } from './pause.ts';
import { expectStated, STATED_WITHIN_MS } from './stated-gaps.ts';
import { type LaunchedName, untilHealthy } from './until-healthy.ts';

/** What a call does before and after the blow. */
const BEFORE_MS = { lowest: 2_000, highest: 4_000 };
const AFTER_MS = 3_000;

interface Kill {
  readonly name: string;
  readonly missingAtMostMs: number;
  /** The process that the launcher starts again. */
  readonly launched: LaunchedName;
  readonly kill: (context: FaultContext) => Promise<void>;
}

function pidOf({ installation }: FaultContext, name: LaunchedName): number {
  const pid = installation.running.pids[name];
  if (pid === undefined) throw new Error(`There is no ${name} to kill`);
  return pid;
}

/** Kills something at a random moment of a call and looks at what the recording lacks. */
function killing({ name, missingAtMostMs, launched, kill }: Kill): Fault {
  return {
    name,
    short: true,
    limit: `≤ ${missingAtMostMs} ms of media missing, stated within ±${STATED_WITHIN_MS} ms`,
    async run(context): Promise<FaultFigures> {
      const { installation, random } = context;
      const call = await ScriptedCall.start(context);
      const { recordingId } = call;
      await untilHealthy(context, launched);
      await pause(random.between(BEFORE_MS.lowest, BEFORE_MS.highest));
      await call.say('before');
      await kill(context);
      const backMs = await call.untilMediaFlows();
      await pause(AFTER_MS);
      await until('the counter says that both are recorded again', () => call.customer.view?.recording?.status === 'recording', 10_000);
      await call.say('after');
      await call.end();

      const recording = await recordedCall(installation.running.dataDir, recordingId);
      const holes = await holesOf(recording);
      const missingMs = Math.max(0, ...holes.map(({ fromMs, toMs }) => toMs - fromMs));
      atMost('missing media (ms)', missingMs, missingAtMostMs);
      const offMs = await expectStated(installation.running.dataDir, recordingId, holes);
      return { backMs: Math.round(backMs), missingMs: Math.round(missingMs), holes: holes.length, statedOffMs: Math.round(offMs) };
    },
  };
}

export const killRecordingService = killing({
  name: 'kill -9 the recording service',
  missingAtMostMs: 1_000,
  launched: 'recording',
  kill: async (context) => killHard(pidOf(context, 'recording')),
});

export const killMediaWorker = killing({
  name: 'kill -9 the media worker',
  missingAtMostMs: 3_000,
  launched: 'sfu',
  kill: async (context) => {
    for (const worker of await findDescendants(pidOf(context, 'sfu'), 'mediasoup-worker')) killHard(worker.pid);
  },
});

export const killNode = killing({
  name: 'kill -9 the SFU node',
  missingAtMostMs: 5_000,
  launched: 'sfu',
  kill: async (context) => killHard(pidOf(context, 'sfu')),
});

const BACK_AT_MOST_MS = 5_000;

/** Kills what keeps the log: media goes on, and what was acknowledged is there, once. */
function killingTheLog(name: 'counter' | 'database'): Fault {
  return {
    name: `kill -9 the ${name}`,
    short: true,
    limit: `0 media missing, no acknowledged step lost or done twice, back ≤ ${BACK_AT_MOST_MS} ms`,
    async run(context): Promise<FaultFigures> {
      const { installation, random } = context;
      const call = await ScriptedCall.start(context);
      const { recordingId } = call;
      await untilHealthy(context, name);
      const acknowledged: string[] = [];
      const blowAtMs = performance.now() + random.between(1_000, 3_000);
      while (performance.now() < blowAtMs) {
        acknowledged.push(await call.say(`message ${acknowledged.length}`));
        await pause(300);
      }
      killHard(pidOf(context, name));
      const killedAt = performance.now();
      // What is sent to a process that is gone and not yet missed waits for its deadline; a database behind a living counter is not missed at all.
      if (name === 'counter') await until('the page misses the counter', () => !call.customer.connected);
      await until(
        'a step is acknowledged again',
        async () => {
          if (!call.customer.connected) return false;
          try {
            acknowledged.push(await call.say('and again'));
            return true;
          } catch {
            return false;
          }
        },
        30_000,
      );
      const backMs = performance.now() - killedAt;
      await pause(AFTER_MS);
      const shown = (await call.customer.request('session.get', {})).chat.map(({ messageId }) => messageId as string);
      const lost = acknowledged.filter((id) => !shown.includes(id));
      if (lost.length > 0) throw new Error(`${lost.length} acknowledged messages are lost`);
      if (new Set(shown).size !== shown.length) throw new Error('A message was taken twice');
      await call.end();
      const recording = await recordedCall(installation.running.dataDir, recordingId);
      const holes = await holesOf(recording);
      atMost('missing media (ms)', Math.max(0, ...holes.map(({ fromMs, toMs }) => toMs - fromMs)), 0);
      atMost('back after (ms)', backMs, BACK_AT_MOST_MS);
      return { backMs: Math.round(backMs), acknowledged: acknowledged.length, holes: holes.length };
    },
  };
}

export const killCounter = killingTheLog('counter');
export const killDatabase = killingTheLog('database');
