import { expect, test } from 'vitest';
import { RtpForwarder } from './rtp-forwarder.ts';
import { buildRtpPacket, isRtcp, readRtpHeader } from './rtp-packet.ts';

const ENCODERS = { payloadType: 97, ssrc: 1, marker: true };

function forwarderOf(level: () => number) {
  const written: Buffer[] = [];
  const forwarder = new RtpForwarder({
    ssrc: 77,
    payloadType: 111,
    clockRate: 48_000,
    cname: 'somebody',
    write: (packet) => written.push(packet) > 0,
    audioLevel: { extensionId: 5, dBov: level },
  });
  return { forwarder, written };
}

test('a packet goes on under the negotiated identity, with its own time and content', () => {
  const { forwarder, written } = forwarderOf(() => -30);
  for (const [sequenceNumber, timestamp] of [
    [9, 960],
    [40_000, 1_920],
  ] as const)
    forwarder.forward(buildRtpPacket({ ...ENCODERS, sequenceNumber, timestamp }, Buffer.from('sound')), 1_000);
  const sent = written.filter((packet) => !isRtcp(packet));
  const headers = sent.map((packet) => readRtpHeader(packet));
  expect(headers).toMatchObject([
    { ssrc: 77, payloadType: 111, timestamp: 960, marker: true },
    { ssrc: 77, payloadType: 111, timestamp: 1_920, marker: true },
  ]);
  expect((headers[1]?.sequenceNumber ?? 0) - (headers[0]?.sequenceNumber ?? 0)).toBe(1);
  expect(sent[0]?.subarray(headers[0]?.payloadOffset).toString()).toBe('sound');
});

test('a sender report says at which wall clock a timestamp was, once a second', () => {
  const { forwarder, written } = forwarderOf(() => -127);
  const beganAtMs = 1_700_000_000_000;
  for (let index = 0; index <= 100; index++)
    forwarder.forward(
      buildRtpPacket({ ...ENCODERS, sequenceNumber: index, timestamp: index * 960 }, Buffer.alloc(3)),
      beganAtMs + index * 20,
    );
  const reports = written.filter(isRtcp);
  expect(reports).toHaveLength(3);
  for (const report of reports) {
    const ntpMs = (report.readUInt32BE(8) - 2_208_988_800) * 1000 + (report.readUInt32BE(12) / 2 ** 32) * 1000;
    expect(Math.abs(ntpMs - beganAtMs - report.readUInt32BE(16) / 48)).toBeLessThan(0.1);
  }
});

test('packets carry the level of the moment, and silence is no voice', () => {
  let level = -30;
  const { forwarder, written } = forwarderOf(() => level);
  forwarder.forward(buildRtpPacket({ ...ENCODERS, sequenceNumber: 1, timestamp: 0 }, Buffer.alloc(3)), 0);
  level = -127;
  forwarder.forward(buildRtpPacket({ ...ENCODERS, sequenceNumber: 2, timestamp: 960 }, Buffer.alloc(3)), 20);
  expect(written.filter((packet) => !isRtcp(packet)).map((packet) => packet[17])).toEqual([0x80 | 30, 127]);
});

test('what is no RTP is not sent on', () => {
  const { forwarder, written } = forwarderOf(() => -30);
  forwarder.forward(Buffer.from([0x80, 200, 0, 1, 0, 0, 0, 1]), 0);
  forwarder.forward(Buffer.alloc(0), 0);
  expect(written).toEqual([]);
});
