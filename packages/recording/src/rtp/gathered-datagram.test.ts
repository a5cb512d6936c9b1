import { describe, expect, it } from 'vitest';
import { gatheredDatagram, rtpPacket, senderReport } from '../testing/rtp.ts';
import { eachGathered, isGathered } from './gathered-datagram.ts';

const FIRST_US = 3_000_000_000_123;
const packets = [
  { bytes: rtpPacket({ ssrc: 1, seq: 7, timestamp: 960 }), afterUs: 0 },
  { bytes: senderReport({ ssrc: 1, timestamp: 960, ntpMs: 1_800_000_000_000 }), afterUs: 4_100 },
  { bytes: rtpPacket({ ssrc: 2, seq: 9, timestamp: 1, payload: Buffer.alloc(1_200, 3) }), afterUs: 19_900 },
];

function taken(datagram: Buffer, receivedUs: number) {
  const found: { bytes: Buffer; arrivedUs: number }[] = [];
  eachGathered(datagram, receivedUs, (bytes, arrivedUs) => found.push({ bytes: Buffer.from(bytes), arrivedUs }));
  return found;
}

describe('a gathered datagram', () => {
  const datagram = gatheredDatagram({ firstUs: FIRST_US, sentAfterUs: 20_000, packets });

  it('gives its packets in their order, each with the time at which the worker had it', () => {
    expect(isGathered(datagram)).toBe(true);
    expect(taken(datagram, FIRST_US + 45_000)).toEqual(packets.map(({ bytes, afterUs }) => ({ bytes, arrivedUs: FIRST_US + afterUs })));
  });

  it('counts as sent when it is received where the worker has another clock', () => {
    const receivedUs = 77_000_000;
    expect(taken(datagram, receivedUs).map(({ arrivedUs }) => arrivedUs)).toEqual(
      packets.map(({ afterUs }) => receivedUs - 20_000 + afterUs),
    );
  });

  it('never has a packet arrive after it was received', () => {
    const lying = gatheredDatagram({ firstUs: FIRST_US, sentAfterUs: 0, packets: [{ bytes: packets[0]!.bytes, afterUs: 0xffff_ffff }] });
    expect(taken(lying, FIRST_US + 10)[0]?.arrivedUs).toBe(FIRST_US + 10);
  });

  it('gives what is whole of one that is cut off', () => {
    for (let length = 16; length < datagram.length; length++) {
      const found = taken(datagram.subarray(0, length), FIRST_US);
      expect(found.length).toBeLessThan(packets.length);
      expect(found.map(({ bytes }) => bytes)).toEqual(packets.slice(0, found.length).map(({ bytes }) => bytes));
    }
  });
});

it.each(packets.map(({ bytes }) => bytes))('a packet of its own is not taken for a gathered datagram', (bytes) => {
  expect(isGathered(bytes)).toBe(false);
});
