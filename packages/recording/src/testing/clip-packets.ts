import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { RecordType } from '../journal/layout.ts';
import type { WrittenRecord } from './journal-kit.ts';
import { rtpPacket, senderReport } from './rtp.ts';

/** What fits a packet beside its headers on the usual path (RFC 8831 counts with 1,200 bytes). */
const PAYLOAD_BYTES = 1_100;
const REPORT_EVERY_MS = 1_000;

interface SentClip {
  /** A file with one track, VP8 or Opus. */
  readonly clip: string;
  readonly trackIndex: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly clockRate: number;
}

interface TimedRecord extends Omit<WrittenRecord, 'afterMs'> {
  readonly atMs: number;
}

/** The records of a journal into which these clips arrived, again and again until so much time has passed: no second of it is waited for. */
export async function clipRecords(clips: readonly SentClip[], lengthMs: number, wallMs: number): Promise<WrittenRecord[]> {
  const timed = (await Promise.all(clips.map((clip) => arrivals(clip, lengthMs, wallMs)))).flat().toSorted((a, b) => a.atMs - b.atMs);
  return timed.map(({ atMs, ...record }, at) => ({ ...record, afterMs: atMs - (timed[at - 1]?.atMs ?? 0) }));
}

async function arrivals(
  { clip, trackIndex, ssrc, payloadType, clockRate }: SentClip,
  lengthMs: number,
  wallMs: number,
): Promise<TimedRecord[]> {
  const frames = await framesOf(clip);
  const clipMs = (frames.at(-1)?.atMs ?? 0) + (frames[1]?.atMs ?? 0);
  const isVideo = clockRate === 90_000;
  const records: TimedRecord[] = [];
  let seq = 0;
  let reportMs = 0;
  for (let roundMs = 0; roundMs < lengthMs; roundMs += clipMs) {
    for (const frame of frames) {
      const atMs = roundMs + frame.atMs;
      if (atMs >= lengthMs) return records;
      const timestamp = Math.round((atMs / 1_000) * clockRate);
      const payloads = isVideo ? vp8Payloads(frame.data) : [frame.data];
      for (const [part, payload] of payloads.entries()) {
        const marker = isVideo && part === payloads.length - 1;
        const bytes = rtpPacket({ ssrc, seq: seq++, timestamp, payloadType, marker, payload });
        records.push({ type: RecordType.rtp, trackIndex, bytes, atMs });
      }
      if (atMs < reportMs) continue;
      records.push({ type: RecordType.rtcp, trackIndex, bytes: senderReport({ ssrc, timestamp, ntpMs: wallMs + atMs }), atMs });
      reportMs = atMs + REPORT_EVERY_MS;
    }
  }
  return records;
}

async function framesOf(clip: string): Promise<{ readonly atMs: number; readonly data: Uint8Array }[]> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(clip) });
  const [track] = await input.getTracks();
  if (track === undefined) throw new Error(`${clip} is empty`);
  const frames: { readonly atMs: number; readonly data: Uint8Array }[] = [];
  for await (const packet of new EncodedPacketSink(track).packets())
    frames.push({ atMs: Math.round(packet.timestamp * 1_000), data: packet.data });
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
