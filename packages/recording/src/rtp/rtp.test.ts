import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rtpPacket, senderReport } from '../testing/rtp.ts';
import { frameAssembler } from './frame-assembler.ts';
import type { MediaFrame } from './frame-assembler.ts';
import { readSpsSize } from './h264-sps.ts';
import { parseRtp, senderReports } from './packet.ts';
import { ReorderBuffer } from './reorder-buffer.ts';
import type { OrderedPacket } from './reorder-buffer.ts';
import { SequenceLedger } from './sequence-ledger.ts';
import { RtpUnwrapper } from './unwrap.ts';

const seed = Number(process.env.GUICHET_TEST_SEED ?? Date.now() % 1_000_000);
console.log(`rtp.test.ts seed ${seed}`);

describe('an RTP packet', () => {
  it('is read without its extension, contributing sources and padding', () => {
    const plain = rtpPacket({
      ssrc: 0xfeed,
      seq: 65_535,
      timestamp: 0xffff_fff0,
      payloadType: 96,
      marker: true,
      payload: Buffer.from('media'),
    });
    const extended = Buffer.concat([
      plain.subarray(0, 12),
      Buffer.alloc(4),
      Buffer.from([0xbe, 0xde, 0, 1, 1, 2, 3, 4]),
      Buffer.from('media'),
      Buffer.from([0, 0, 3]),
    ]);
    extended[0] = 0x80 | 0x20 | 0x10 | 1;
    for (const bytes of [plain, extended]) {
      expect(parseRtp(bytes)).toEqual({
        payloadType: 96,
        marker: true,
        seq: 65_535,
        timestamp: 0xffff_fff0,
        ssrc: 0xfeed,
        payload: Buffer.from('media'),
      });
    }
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const packet = parseRtp(Buffer.from(bytes));
        expect(packet === null || packet.payload.length <= bytes.length).toBe(true);
        senderReports(Buffer.from(bytes));
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('finds the sender reports in a compound', () => {
    const compound = Buffer.concat([
      senderReport({ ssrc: 1, timestamp: 77, ntpMs: 1_000 }),
      Buffer.from([0x81, 202, 0, 1, 0, 0, 0, 1]),
      senderReport({ ssrc: 2, timestamp: 88, ntpMs: 1_000 }),
    ]);
    expect(senderReports(compound)).toEqual([
      { ssrc: 1, timestamp: 77 },
      { ssrc: 2, timestamp: 88 },
    ]);
  });
});

describe('unwrapping', () => {
  it('gives every packet of any stream its place, over both wrap-arounds, in any near order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 50, maxLength: 400 }),
        (firstSeq, firstTs, jitter) => {
          const unwrapper = new RtpUnwrapper(48_000);
          const order = jitter
            .map((by, i) => ({ i, at: i + by }))
            .sort((a, b) => a.at - b.at)
            .map(({ i }) => i);
          const places = order.map((i) => ({ i, ...unwrapper.push((firstSeq + i * 70) & 0xffff, (firstTs + i * 960) >>> 0, i * 20_000) }));
          const sorted = places.toSorted((a, b) => a.i - b.i);
          for (const [n, place] of sorted.entries()) {
            expect(place.segment).toBe(0);
            expect(place.seq - (sorted[0]?.seq ?? 0)).toBe(n * 70);
            expect(place.ticks - (sorted[0]?.ticks ?? 0)).toBe(n * 960);
          }
        },
      ),
      // Steps of 70 for the wrap to come often; 40 of them are still no new beginning.
      { seed, numRuns: 200 },
    );
  }, 20_000);

  it('notices that a stream began anew under the same SSRC', () => {
    const unwrapper = new RtpUnwrapper(90_000);
    expect(unwrapper.push(10, 1_000, 0).segment).toBe(0);
    expect(unwrapper.push(11, 4_000, 33_000).segment).toBe(0);
    expect(unwrapper.push(40_000, 3_000_000_000, 66_000).segment).toBe(1);
    expect(unwrapper.push(40_001, 3_000_003_000, 99_000).segment).toBe(1);
    // A silent hour is no new beginning as long as the sender's clock went on.
    expect(unwrapper.push(40_002, (3_000_003_000 + 3_600 * 90_000) >>> 0, 3_600_099_000).segment).toBe(1);
  });
});

describe('counting', () => {
  it('tells lost, late and doubled packets apart', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 300 }), fc.array(fc.nat(299), { maxLength: 40 }), (arrives, twice) => {
        const ledger = new SequenceLedger();
        const present = arrives.flatMap((yes, i) => (yes ? [i] : []));
        const shuffled = present.toSorted((a, b) => Math.trunc(a / 5) - Math.trunc(b / 5) || b - a);
        const again = twice.filter((i) => present.includes(i));
        for (const seq of shuffled) ledger.add(seq + 1_000, 0);
        for (const seq of again) ledger.add(seq + 1_000, 0);
        // Before the first arrival nothing can be known to be missing.
        const first = shuffled[0] ?? 0;
        const counted = present.filter((seq) => seq >= first);
        const last = Math.max(...present, first);
        expect(ledger.received).toBe(counted.length);
        expect(ledger.lost).toBe(present.length === 0 ? 0 : last - first + 1 - counted.length);
      }),
      { seed, numRuns: 300 },
    );
  });
});

const ordered = (seq: number, over: Partial<OrderedPacket> = {}): OrderedPacket => ({
  seq,
  ticks: seq,
  segment: 0,
  marker: true,
  payload: Buffer.from([1]),
  arrivedUs: seq * 1_000,
  ...over,
});

describe('the reorder buffer', () => {
  it('delivers in order what comes in any order, and waits for what is late', () => {
    const delivered: number[] = [];
    const buffer = new ReorderBuffer(500_000, (packet) => delivered.push(packet.seq));
    for (const seq of [10, 12, 13, 11, 15, 14]) buffer.push(ordered(seq));
    expect(delivered).toEqual([10, 11, 12, 13, 14, 15]);
  });

  it('goes on without what does not come, once it has waited long enough, and says that there is a gap', () => {
    const delivered: [number, boolean][] = [];
    const buffer = new ReorderBuffer(500_000, (packet, gap) => delivered.push([packet.seq, gap]));
    buffer.push(ordered(1, { arrivedUs: 0 }));
    buffer.push(ordered(3, { arrivedUs: 10_000 }));
    buffer.advance(400_000);
    expect(delivered).toEqual([[1, false]]);
    buffer.advance(600_000);
    buffer.push(ordered(2, { arrivedUs: 700_000 }));
    buffer.push(ordered(4, { arrivedUs: 710_000 }));
    expect(delivered).toEqual([
      [1, false],
      [3, true],
      [4, false],
    ]);
  });
});

function frames(
  codec: 'video/VP8' | 'video/H264',
  packets: readonly [payload: number[], options?: { marker?: boolean; gap?: boolean; ticks?: number }][],
) {
  const emitted: MediaFrame[] = [];
  const assembler = frameAssembler(codec, (frame) => emitted.push(frame));
  packets.forEach(([payload, options = {}], i) => {
    assembler.push(
      ordered(i, { payload: Buffer.from(payload), marker: options.marker ?? true, ticks: options.ticks ?? i }),
      options.gap ?? false,
    );
  });
  assembler.flush();
  return { emitted, dropped: assembler.droppedFrames };
}

const KEY_VP8 = [0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 64, 1, 180, 0];
const DELTA_VP8 = [0x10, 0x11, 2, 3, 4];

describe('frames of VP8 (RFC 7741)', () => {
  it('are put together of their packets, with the size of key frames', () => {
    const { emitted, dropped } = frames('video/VP8', [[KEY_VP8, { marker: false, ticks: 1 }], [[0x00, 9, 9], { ticks: 1 }], [DELTA_VP8]]);
    expect(emitted.map((frame) => [frame.keyframe, frame.size, frame.data.length])).toEqual([
      [true, { widthPx: 320, heightPx: 180 }, 12],
      [false, null, 4],
    ]);
    expect(dropped).toBe(0);
  });

  it('are dropped after a loss up to the next key frame, and counted', () => {
    const { emitted, dropped } = frames('video/VP8', [
      [DELTA_VP8],
      [KEY_VP8],
      [DELTA_VP8, { gap: true }],
      [DELTA_VP8],
      [KEY_VP8],
      [DELTA_VP8],
    ]);
    expect(emitted.map((frame) => frame.keyframe)).toEqual([true, true, false]);
    expect(dropped).toBe(3);
  });

  it('are not taken for whole when their first or last packet is missing', () => {
    expect(frames('video/VP8', [[[0x00, 1, 1], { ticks: 5 }]])).toMatchObject({ emitted: [], dropped: 1 });
    expect(
      frames('video/VP8', [
        [KEY_VP8, { marker: false, ticks: 5 }],
        [KEY_VP8, { gap: true, ticks: 6 }],
      ]).emitted,
    ).toHaveLength(1);
    expect(frames('video/VP8', [[KEY_VP8, { marker: false, ticks: 5 }]])).toMatchObject({ emitted: [], dropped: 1 });
  });

  it('are read behind a descriptor with all its extensions', () => {
    const { emitted } = frames('video/VP8', [[[0x90, 0xf0, 0x81, 0x23, 7, 0x40, ...KEY_VP8.slice(1)]]]);
    expect(emitted[0]?.size).toEqual({ widthPx: 320, heightPx: 180 });
  });
});

// As x264 writes them; 180 is no multiple of 16, so the cropping counts.
const SPS_320x180 = Buffer.from('6742c00cd901419f9f011000000300100000030320f142a480', 'hex');
const SPS_1280x720 = Buffer.from('6742c01fd9005005bb011000000300100000030320f1832480', 'hex');

describe('access units of H.264 (RFC 6184)', () => {
  const sps = [...SPS_320x180];
  const stapA = [24, 0, sps.length, ...sps, 0, 2, 0x68, 0xce];

  it('are put together of single units, aggregates and fragments', () => {
    const { emitted } = frames('video/H264', [
      [stapA, { marker: false, ticks: 1 }],
      [[0x7c, 0x85, 1, 2], { marker: false, ticks: 1 }],
      [[0x7c, 0x05, 3], { marker: false, ticks: 1 }],
      [[0x7c, 0x45, 4], { ticks: 1 }],
      [[0x41, 9, 9]],
    ]);
    expect(emitted).toHaveLength(2);
    const lengths: number[] = [];
    for (let at = 0; at < (emitted[0]?.data.length ?? 0); at += 4 + (lengths.at(-1) ?? 0))
      lengths.push(emitted[0]?.data.readUInt32BE(at) ?? 0);
    expect(lengths).toEqual([sps.length, 2, 5]);
    expect(emitted[0]?.data.subarray(-5)).toEqual(Buffer.from([0x65, 1, 2, 3, 4]));
    expect(emitted[0]).toMatchObject({ keyframe: true, size: { widthPx: 320, heightPx: 180 } });
    expect(emitted[1]?.keyframe).toBe(false);
  });

  it('that lost a fragment or their first slice are dropped', () => {
    const key: [number[], object][] = [
      [stapA, { marker: false, ticks: 1 }],
      [[0x65, 1], { ticks: 1 }],
    ];
    const lostFragment = frames('video/H264', [
      ...key,
      [[0x7c, 0x81, 1], { marker: false, ticks: 2 }],
      [[0x7c, 0x41, 3], { gap: true, ticks: 2 }],
      [[0x41, 9]],
    ]);
    expect(lostFragment.emitted).toHaveLength(1);
    expect(lostFragment.dropped).toBe(2);
    // Second slice of a key frame whose first one is lost.
    const lostSets = frames('video/H264', [
      ...key,
      [[0x65, 0x21], { gap: true, ticks: 2 }],
      ...key.map(([bytes, options]) => [bytes, { ...options, ticks: 3 }] as [number[], object]),
    ]);
    expect(lostSets.emitted).toHaveLength(2);
  });

  it('never throw, whatever the payloads', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('video/VP8' as const, 'video/H264' as const),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 20 }),
        (codec, payloads) => {
          const { emitted } = frames(
            codec,
            payloads.map((payload) => [[...payload]]),
          );
          expect(emitted.length).toBeLessThanOrEqual(payloads.length);
        },
      ),
      { seed, numRuns: 1_000 },
    );
  });

  it('tell their size', () => {
    expect(readSpsSize(SPS_320x180)).toEqual({ widthPx: 320, heightPx: 180 });
    expect(readSpsSize(SPS_1280x720)).toEqual({ widthPx: 1280, heightPx: 720 });
  });

  it('never make a size of nonsense', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const size = readSpsSize(Buffer.from(bytes));
        expect(size === null || (size.widthPx <= 16_384 && size.heightPx <= 16_384)).toBe(true);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});
