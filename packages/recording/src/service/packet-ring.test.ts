import { readdirSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { rtpPacket } from '../testing/rtp.ts';
import { RingWriter } from '../testing/ring-writer.ts';
import { PacketRing } from './packet-ring.ts';

const MEMORY = '/dev/shm';
const NOW_US = 5_000_000_000_000;

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function made(capacity?: number) {
  const ring = PacketRing.create(MEMORY, capacity);
  if (!ring) throw new Error(`${MEMORY} takes no ring`);
  const writer = new RingWriter(ring.address);
  open.push(ring, writer);
  return { ring, writer };
}

function taken(ring: PacketRing, nowUs = NOW_US) {
  const packets: { bytes: Buffer; arrivedUs: number }[] = [];
  const lost = ring.read(nowUs, (bytes, arrivedUs) => packets.push({ bytes: Buffer.from(bytes), arrivedUs }));
  return { packets, lost };
}

const packet = (seq: number, length = 40) => rtpPacket({ ssrc: 1, seq, timestamp: seq * 960, payload: Buffer.alloc(length, seq) });

describe.skipIf(process.platform !== 'linux')('a ring', () => {
  it('gives packets in their order, each once, with when the worker had it', () => {
    const { ring, writer } = made();
    const sent = [1, 2, 3].map((seq) => ({ bytes: packet(seq, seq * 300), arrivedUs: NOW_US - 90_000 + seq }));
    for (const { bytes, arrivedUs } of sent.slice(0, 2)) writer.send(bytes, arrivedUs);
    expect(taken(ring)).toEqual({ packets: sent.slice(0, 2), lost: 0 });
    expect(taken(ring).packets).toEqual([]);
    writer.send(packet(3, 900), NOW_US - 90_000 + 3);
    expect(taken(ring).packets).toEqual(sent.slice(2));
  });

  it('goes over its end and on at its beginning, as long as room is given back', () => {
    const { ring, writer } = made(10_000);
    for (let seq = 0; seq < 500; seq++) {
      expect(writer.send(packet(seq, 10 + ((seq * 37) % 1_200)), NOW_US)).toBe(true);
      if (seq % 4 < 3) continue;
      expect(taken(ring).packets.map(({ bytes }) => bytes)).toEqual(
        [3, 2, 1, 0].map((back) => packet(seq - back, 10 + (((seq - back) * 37) % 1_200))),
      );
      ring.free();
      expect(writer.waiting).toBe(0);
    }
  });

  it('loses what comes while it is full, says so once, and keeps what it held', () => {
    const { ring, writer } = made(1_000);
    const sent = Array.from({ length: 30 }, (_, seq) => writer.send(packet(seq), NOW_US)).filter(Boolean).length;
    expect(sent).toBeLessThan(30);
    const { packets, lost } = taken(ring);
    expect(packets.map(({ bytes }) => bytes.readUInt16BE(2))).toEqual(Array.from({ length: sent }, (_, seq) => seq));
    expect(lost).toBe(30 - sent);
    expect(taken(ring).lost).toBe(0);
    // Handed out is not yet in the journal.
    expect(writer.send(packet(99), NOW_US)).toBe(false);
    ring.free();
    expect(writer.send(packet(100), NOW_US)).toBe(true);
    expect(taken(ring)).toMatchObject({ lost: 1, packets: [{ bytes: packet(100) }] });
  });

  it('is found again through whoever writes into it, with all that was not given back', () => {
    const { ring, writer } = made();
    expect(ring.workerAddress).toBeNull();
    writer.send(packet(1), NOW_US);
    taken(ring);
    ring.free();
    writer.send(packet(2), NOW_US);
    taken(ring);
    const address = ring.workerAddress;
    expect(address?.path).toMatch(new RegExp(`^/proc/${process.pid}/fd/\\d+$`));
    writer.send(packet(3), NOW_US);
    const found = address && PacketRing.find(address);
    if (!found) throw new Error('It is not found');
    open.push(found);
    expect(taken(found).packets.map(({ bytes }) => bytes)).toEqual([packet(2), packet(3)]);
    expect(PacketRing.find({ ...address, id: '0'.repeat(32) })).toBeNull();
    expect(PacketRing.find({ path: '/proc/1/fd/999', id: ring.id })).toBeNull();
  });

  it('does not believe a position that was copied while it changed', () => {
    const { ring, writer } = made();
    writer.send(packet(1), NOW_US);
    writer.tearPosition();
    expect(taken(ring).packets).toEqual([]);
    writer.mendPosition();
    expect(taken(ring).packets).toHaveLength(1);
  });

  it('counts a packet as arriving now where the worker has another clock', () => {
    const { ring, writer } = made();
    for (const us of [NOW_US + 1_000, 77_000]) writer.send(packet(1), us);
    expect(taken(ring).packets.map(({ arrivedUs }) => arrivedUs)).toEqual([NOW_US, NOW_US]);
  });

  it('has no name, is its owner’s alone, and is made in memory only', () => {
    const before = readdirSync(MEMORY);
    const { ring } = made();
    expect(readdirSync(MEMORY)).toEqual(before);
    expect(statSync(ring.address.path).mode & 0o777).toBe(0o600);
    expect(PacketRing.create('/proc')).toBeNull();
    expect(PacketRing.create('/nowhere')).toBeNull();
  });
});
