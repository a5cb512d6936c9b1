import { expect, test } from 'vitest';
import { asksForKeyFrame, buildRtpPacket, isRtcp, readRtpHeader } from '@guichet/rtc-peer';
import { SeededRandom } from '../seeded-random.ts';
import type { FrameSource } from './frame-source.ts';
import { H264Frames, packetiseH264 } from './h264-frames.ts';
import { OpusFrames } from './opus-frames.ts';
import { Reception } from './reception.ts';
import { RtpSender } from './rtp-sender.ts';
import { Vp8Frames } from './vp8-frames.ts';

const header = { payloadType: 96, marker: true, sequenceNumber: 65_535, timestamp: 4_000_000_000, ssrc: 0xdead_beef };

test('a packet is read as it was built, with and without a header extension', () => {
  const payload = Buffer.from('payload');
  for (const extension of [undefined, { id: 3, data: Uint8Array.of(0x91) }]) {
    const packet = buildRtpPacket(header, payload, extension);
    const read = readRtpHeader(packet);
    expect(read).toMatchObject(header);
    expect(packet.subarray(read?.payloadOffset)).toEqual(payload);
  }
});

test('RTCP is not taken for RTP', () => {
  const { packets } = record(new OpusFrames(new SeededRandom(1)), 48_000, 50, 2_000);
  const reports = packets.filter(isRtcp);
  expect(reports).toHaveLength(2);
  for (const report of reports) expect(readRtpHeader(report)).toBeUndefined();
});

test('a reception counts losses, duplicates and late packets over a wrap of the sequence number', () => {
  const reception = new Reception();
  const receive = (sequenceNumber: number): boolean => reception.onPacket(buildRtpPacket({ ...header, sequenceNumber }, Buffer.alloc(1)));
  for (const sequenceNumber of [65_533, 65_534, 0, 1, 65_535, 1, 4]) receive(sequenceNumber);
  expect(reception.packetCount).toBe(6);
  expect(reception.expectedCount).toBe(8);
  expect(reception.lostCount).toBe(2);
  expect(reception.duplicateCount).toBe(1);
});

test('audio is sent every 20 ms, its sequence numbers begin above 0 and its clock runs at 48 kHz', () => {
  const { packets } = record(new OpusFrames(new SeededRandom(1)), 48_000, 50, 1_000);
  const headers = packets.flatMap((packet) => readRtpHeader(packet) ?? []);
  expect(headers).toHaveLength(51);
  expect(headers[0]?.sequenceNumber).toBeGreaterThan(0);
  for (const [index, each] of headers.entries()) {
    expect(each.timestamp).toBe(index * 960);
    expect(each.sequenceNumber - (headers[0]?.sequenceNumber ?? 0)).toBe(index);
  }
});

test('a sender report names the wall clock of the RTP timestamp beside it', () => {
  const { packets, startedAtMs } = record(new OpusFrames(new SeededRandom(1)), 48_000, 50, 1_500);
  for (const report of packets.filter(isRtcp)) {
    const ntpMs = (report.readUInt32BE(8) - 2_208_988_800) * 1000 + (report.readUInt32BE(12) / 2 ** 32) * 1000;
    expect(Math.abs(ntpMs - startedAtMs - report.readUInt32BE(16) / 48)).toBeLessThan(0.1);
  }
});

test('of video the last packet of a frame is marked, and a key frame comes when it is asked for', () => {
  const source = new Vp8Frames(new SeededRandom(1), { widthPx: 640, heightPx: 360, frameBytes: 3_000, keyFrameInterval: 1_000 });
  expect(source.next().keyFrame).toBe(true);
  expect(source.next().keyFrame).toBe(false);
  source.requestKeyFrame();
  expect(source.next().keyFrame).toBe(true);

  const { packets } = record(source, 90_000, 30, 100);
  const headers = packets.flatMap((packet) => readRtpHeader(packet) ?? []);
  const frames = Map.groupBy(headers, ({ timestamp }) => timestamp);
  expect(frames.size).toBe(4);
  for (const frame of frames.values()) expect(frame.map(({ marker }) => marker)).toEqual([false, false, true]);
});

test('an H.264 key frame carries its parameter sets, and a large unit comes back whole from its fragments', () => {
  const { payloads, keyFrame } = new H264Frames(new SeededRandom(1), { frameBytes: 100, keyFrameInterval: 1 }).next();
  expect(keyFrame).toBe(true);
  expect((payloads[0]?.[0] ?? 0) & 0x1f).toBe(24);

  const unit = new SeededRandom(2).bytes(5_000);
  unit[0] = 0x65;
  const fragments = packetiseH264([unit]);
  const rebuilt = Buffer.concat([unit.subarray(0, 1), ...fragments.map((fragment) => fragment.subarray(2))]);
  expect(rebuilt).toEqual(unit);
  expect(fragments.map((fragment) => (fragment[1] ?? 0) >> 6)).toEqual([2, 0, 0, 0, 1]);
});

test('a request for a key frame is found in a compound packet', () => {
  const receiverReport = Buffer.from('80c90001000000ff', 'hex');
  const pictureLoss = Buffer.from('81ce0002000000ff000000aa', 'hex');
  const nack = Buffer.from('81cd0003000000ff000000aa00010000', 'hex');
  expect(asksForKeyFrame(Buffer.concat([receiverReport, pictureLoss]))).toBe(true);
  expect(asksForKeyFrame(Buffer.concat([receiverReport, nack]))).toBe(false);
});

/** Lets a sender run for so long and keeps what it wrote. */
function record(source: FrameSource, clockRate: number, framesPerSecond: number, durationMs: number) {
  const packets: Buffer[] = [];
  const startedAtMs = 1_700_000_000_000;
  const sender = new RtpSender({
    ssrc: 7,
    payloadType: 100,
    clockRate,
    cname: 'somebody',
    source,
    framesPerSecond,
    write: (packet) => packets.push(packet) > 0,
  });
  for (let elapsedMs = 0; elapsedMs <= durationMs; elapsedMs += 20) sender.advance(elapsedMs, startedAtMs + elapsedMs);
  return { packets, startedAtMs };
}
