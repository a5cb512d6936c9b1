import {
  CompositionId,
  DeletionId,
  EvidenceExportId,
  FlowReplayId,
  FlowRolloutId,
  FlowRunId,
  RecordingId,
  SessionId,
  WebhookMessage,
} from '@guichet/protocol';
import { z } from 'zod';
import type { Queue } from 'pg-boss';

interface JobSpec {
  readonly data: z.ZodObject;
  readonly queue: Omit<Queue, 'name'>;
  /** How many run at once in this process. */
  readonly concurrency: number;
}

/** Every job there is: what it carries and how often it is tried. Nothing personal stands in a job. */
export const jobs = {
  /** Makes the files of a recording that has ended. One at a time: it reads and writes as fast as the disk allows. Tried for seven hours: longer than chunks are waited for. */
  'recording.mux': {
    data: z.object({ recordingId: RecordingId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 420,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Waveforms, small and blurred pictures of a recording that can be played. Without them it plays all the same. */
  'recording.material': {
    data: z.object({ recordingId: RecordingId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 5,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** One picture of all parties of a recording. One at a time, after everything else the machine does; tried for an hour where the disk is full. */
  'recording.compose': {
    data: z.object({ compositionId: CompositionId, requestedAt: z.number().int() }),
    queue: {
      policy: 'exclusive',
      retryLimit: 80,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 12 * 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Brings what a session can be searched by up to date. One may wait while one is at work: what happens meanwhile is not missed. */
  'search.index': {
    data: z.object({ sessionId: SessionId }),
    queue: {
      policy: 'stately',
      retryLimit: 10,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 120,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Looks at a recording that is ready and applies the rules to it. One at a time: calls come first. */
  'recording.inspect': {
    data: z.object({ recordingId: RecordingId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 20,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 3 * 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Seals a session once all of it is there. A key service that is away for a day is waited for. */
  'session.seal': {
    data: z.object({ sessionId: SessionId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 1_500,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 300,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Asks the authorities of time about a seal until all have answered; for a month, every few minutes in the end. */
  'seal.stamp': {
    data: z.object({ sessionId: SessionId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 10_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 120,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Makes an evidence package that somebody asked for: as fast as the disk allows, one at a time. */
  'evidence.package': {
    data: z.object({ exportId: EvidenceExportId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 200,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Brings a recording that is over into the archive. Tried for days: the store may be away for long. */
  'recording.archive': {
    data: z.object({ recordingId: RecordingId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 2_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Settles how long a session is kept that is over. */
  'retention.settle': {
    data: z.object({ sessionId: SessionId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 20,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 60,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Tells the store how a recording is to be kept now. One may wait while one is at work: a change meanwhile is not missed. */
  'store.protect': {
    data: z.object({ recordingId: RecordingId }),
    queue: {
      policy: 'stately',
      retryLimit: 2_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Begins what is due: deletions, locks to be renewed, keys to be wrapped anew, landed copies to be cleared. */
  'store.tend': {
    data: z.object({}),
    queue: { policy: 'exclusive', retryLimit: 3, retryDelay: 60, retryBackoff: false, expireInSeconds: 3_600, heartbeatSeconds: 15 },
    concurrency: 1,
  },
  /** Reads stored objects again: those that nobody has read since `before` (Unix ms), or for a week. */
  'store.scrub': {
    data: z.object({ before: z.number().int().optional() }),
    queue: {
      policy: 'exclusive',
      retryLimit: 20,
      retryDelay: 10,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 12 * 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Deletes a session that was kept long enough. Tried until it is done. */
  'session.delete': {
    data: z.object({ deletionId: DeletionId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 2_000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 3_600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Tells a bank's system. Twenty tries, an hour apart in the end: a system that is down for a weekend's night still hears of it. */
  'webhook.deliver': {
    data: z.object({ webhookId: z.string(), apiClientId: z.string(), message: WebhookMessage }),
    queue: { policy: 'standard', retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 3_600, expireInSeconds: 60 },
    concurrency: 2,
  },
  /** Carries out what a flow asks for. What it says stands sealed in a row of its own, which also knows how often it was tried. */
  'flow.effect': {
    data: z.object({ flowRunId: FlowRunId, key: z.string() }),
    queue: { policy: 'standard', retryLimit: 3, retryDelay: 1, retryBackoff: true, retryDelayMax: 10, expireInSeconds: 120 },
    concurrency: 4,
  },
  /** Takes a version of a flow back of which too many runs failed. One for each run that ends: what another one did not see yet, this one does. */
  'flow.judge': {
    data: z.object({ rolloutId: FlowRolloutId }),
    queue: { policy: 'standard', retryLimit: 20, retryDelay: 1, retryBackoff: true, retryDelayMax: 60, expireInSeconds: 60 },
    concurrency: 1,
  },
  /** Runs past runs of a flow again against a draft, while a designer waits. */
  'flow.replay': {
    data: z.object({ replayId: FlowReplayId }),
    queue: {
      policy: 'exclusive',
      retryLimit: 3,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 10,
      expireInSeconds: 600,
      heartbeatSeconds: 15,
    },
    concurrency: 1,
  },
  /** Drops rows that no longer matter and changes keys that are due. */
  housekeeping: {
    data: z.object({}),
    queue: { policy: 'exclusive', retryLimit: 3, retryDelay: 60, retryBackoff: false, expireInSeconds: 300 },
    concurrency: 1,
  },
} as const satisfies Record<string, JobSpec>;
export type JobName = keyof typeof jobs;
export type JobData<Name extends JobName> = z.infer<(typeof jobs)[Name]['data']>;

export function jobSpec(name: JobName): JobSpec {
  return jobs[name];
}
