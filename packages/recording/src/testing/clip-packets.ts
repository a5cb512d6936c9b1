import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { RecordType } from '../journal/layout.ts';
import type { WrittenRecord } from './journal-kit.ts';
import { rtpPacket, senderReport } from './rtp.ts';

/** What fits a packet beside its headers on the usual path (RFC 8831 counts with 1,200 bytes). */
const PAYLOAD_BYTES = 1_100;
const REPORT_EVERY_MS = 1_000;

interface SentTrack {
  readonly trackIndex: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly clockRate: number;
}

interface SentClip extends SentTrack {
  /** A file with one track, VP8 or Opus. */
  readonly clip: string;
}

/** A frame as an encoder made it; of VP8 one that `isKey` needs none before it. */
export interface ClipFrame {
  readonly atMs: number;
  readonly data: Uint8Array;
  readonly isKey: boolean;
}

interface SentFrames extends SentTrack {
  readonly frames: readonly ClipFrame[];
}

interface TimedRecord extends Omit<WrittenRecord, 'afterMs'> {
  readonly atMs: number;
}

/** The records of a journal into which these clips arrived, again and again until so much time has passed: no second of it is waited for. */
export async function clipRecords(clips: readonly SentClip[], lengthMs: number, wallMs: number): Promise<WrittenRecord[]> {
  return inOrder((await Promise.all(clips.map((clip) => arrivals(clip, lengthMs, wallMs)))).flat());
}

async function arrivals({ clip, ...track }: SentClip, lengthMs: number, wallMs: number): Promise<TimedRecord[]> {
  const frames = await framesOf(clip);
  const clipMs = (frames.at(-1)?.atMs ?? 0) + (frames[1]?.atMs ?? 0);
  const rounds = Math.ceil(lengthMs / clipMs);
  const repeated = Array.from({ length: rounds }, (_, round) =>
    frames.map((frame) => ({ ...frame, atMs: frame.atMs + round * clipMs })),
  ).flat();
  return sent({ ...track, frames: repeated.filter(({ atMs }) => atMs < lengthMs) }, wallMs);
}

/**
 * The records of a journal into which these frames arrived, each at its time. `isLost` says which packets did not arrive; their numbers are
 * missing then, as they would be.
 */
export function frameRecords(
  tracks: readonly SentFrames[],
  wallMs: number,
  isLost: (trackIndex: number, atMs: number) => boolean = () => false,
): WrittenRecord[] {
  const timed = tracks.flatMap((track) => sent(track, wallMs).filter(({ trackIndex, atMs }) => !isLost(trackIndex, atMs)));
  return inOrder(timed);
}

function inOrder(timed: readonly TimedRecord[]): WrittenRecord[] {
  const sorted = timed.toSorted((a, b) => a.atMs - b.atMs);
  return sorted.map(({ atMs, ...record }, at) => ({ ...record, afterMs: atMs - (sorted[at - 1]?.atMs ?? 0) }));
}

function sent({ frames, trackIndex, ssrc, payloadType, clockRate }: SentFrames, wallMs: number): TimedRecord[] {
  const isVideo = clockRate === 90_000;
  const records: TimedRecord[] = [];
  let seq = 0;
  let reportMs = 0;
  for (const { atMs, data } of frames) {
    const timestamp = Math.round((atMs / 1_000) * clockRate);
    const payloads = isVideo ? vp8Payloads(data) : [data];
    for (const [part, payload] of payloads.entries()) {
      const marker = isVideo && part === payloads.length - 1;
      const bytes = rtpPacket({ ssrc, seq: seq++, timestamp, payloadType, marker, payload });
      records.push({ type: RecordType.rtp, trackIndex, bytes, atMs });
    }
    if (atMs < reportMs) continue;
    records.push({ type: RecordType.rtcp, trackIndex, bytes: senderReport({ ssrc, timestamp, ntpMs: wallMs + atMs }), atMs });
    reportMs = atMs + REPORT_EVERY_MS;
  }
  return records;
}

/** The frames of a file with one track. */
export async function framesOf(clip: string): Promise<ClipFrame[]> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(clip) });
  const [track] = await input.getTracks();
  if (track === undefined) throw new Error(`${clip} is empty`);
  const frames: ClipFrame[] = [];
  for await (const packet of new EncodedPacketSink(track).packets())
    frames.push({ atMs: Math.round(packet.timestamp * 1_000), data: packet.data, isKey: packet.type === 'key' });
  input.dispose();
  return frames;
}

/** A frame in as many packets as it takes, each behind the shortest payload descriptor: S marks the first (RFC 7741 §4.2). */
function vp8Payloads(frame: Uint8Array): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < frame.length; at += PAYLOAD_BYTES)
    payloads.push(Buffer.concat([Buffer.from([at === 0 ? 0x10 : 0x00]), frame.subarray(at, at + PAYLOAD_BYTES)]));
  return payloads;
}
