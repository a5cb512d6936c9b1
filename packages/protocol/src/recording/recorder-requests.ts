import { z } from 'zod';
import { RecordingId, TrackId } from '../wire/ids.ts';
import type { RequestTable } from '../wire/request.ts';
import { Sha256Hex } from './chunk-seal.ts';
import { WrapKey } from './journal-header.ts';
import { RecordedLayer, RecordedTrack } from './recorded-track.ts';
import { RecordingProgress } from './recorder-notifications.ts';

const Nothing = z.object({});
const rate = { perSecond: 1_000, burst: 5_000 };
const OfTrack = z.object({ recordingId: RecordingId, trackId: TrackId });

/**
 * Node → recording service, over its local socket, whose file permissions are the authentication (hence role `node` throughout).
 * Every request can be repeated without a second effect: after the service restarted, the node says it all again.
 */
export const recorderRequests = {
  /** Begins a journal, or goes on with the one that is open. Refused with `disk_low` when there is no room for it. */
  'recorder.open': {
    payload: z.object({ recordingId: RecordingId, wrapKey: WrapKey, wrapKeyId: z.string().min(1).max(128) }),
    reply: z.object({
      /** UDP port on the loopback address for the RTP and RTCP (RFC 5761) of all tracks of the recording; survives restarts. */
      rtpPort: z.number().int().min(1).max(65_535),
      /**
       * Memory that a worker of our own build writes the packets to instead: a file of this machine and its random id, which has to be found in it. Null
       * where there is none to be had. Another id after a restart means another ring.
       */
      ring: z.object({ path: z.string(), id: z.string().regex(/^[0-9a-f]{32}$/) }).nullable(),
      epoch: z.number().int().positive(),
      resumed: z.boolean(),
    }),
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  /** Packets of a stream that are not declared within 2 s of their arrival are lost. */
  'recorder.declareTrack': {
    payload: z.object({ recordingId: RecordingId, track: RecordedTrack }),
    reply: Nothing,
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  /** Muted, or the camera is off: that nothing arrives is no gap. */
  'recorder.pauseTrack': { payload: OfTrack, reply: Nothing, roles: ['node'], rate, deadlineMs: 5_000 },
  'recorder.resumeTrack': { payload: OfTrack, reply: Nothing, roles: ['node'], rate, deadlineMs: 5_000 },
  /** Nothing of any track is written until it is resumed: a step of the flow asks for it. Stays so when the service restarts. */
  'recorder.pauseWriting': {
    payload: z.object({ recordingId: RecordingId, paused: z.boolean() }),
    reply: Nothing,
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  'recorder.closeTrack': { payload: OfTrack, reply: Nothing, roles: ['node'], rate, deadlineMs: 5_000 },
  'recorder.setLayer': {
    payload: OfTrack.extend({ layer: RecordedLayer.nullable() }),
    reply: Nothing,
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  /** Anything else that belongs into the journal, with the recorder's time. Technical facts only: no person, no text of the call. */
  'recorder.event': {
    payload: z.object({
      recordingId: RecordingId,
      type: z.string().regex(/^[a-z][a-z0-9_.]{0,63}$/),
      data: z.record(z.string().max(64), z.union([z.string().max(512), z.number(), z.boolean(), z.null()])),
    }),
    reply: Nothing,
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  'recorder.close': {
    payload: z.object({ recordingId: RecordingId, reason: z.string().max(64) }),
    reply: z.object({
      chunks: z.number().int().nonnegative(),
      sizeBytes: z.number().int().nonnegative(),
      head: Sha256Hex,
      /** Chunks that have not reached the store yet; they are shipped as soon as it takes them. */
      unshippedChunks: z.number().int().nonnegative(),
    }),
    roles: ['node'],
    rate,
    deadlineMs: 10_000,
  },
  'recorder.status': {
    payload: Nothing,
    reply: z.object({
      pid: z.number().int().positive(),
      startedAtMs: z.number().int().nonnegative(),
      freeDiskBytes: z.number().nonnegative(),
      diskLow: z.boolean(),
      /** Of closed and of open recordings together. */
      unshippedChunks: z.number().int().nonnegative(),
      storeReachable: z.boolean(),
      recordings: z.array(RecordingProgress),
    }),
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
} as const satisfies RequestTable;
export type RecorderRequests = typeof recorderRequests;
