import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { readJournal } from '../testing/journal-kit.ts';
import { opusTrack, rtpPacket } from '../testing/rtp.ts';
import { TestService, until } from '../testing/service-kit.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Numbered packets of 1 KB every 4 ms: a disk of 1 MB is full in some 4 s. */
function startFlood(port: number) {
  const socket = createSocket('udp4');
  let sent = 0;
  const timer = setInterval(() => {
    const payload = Buffer.alloc(1_000, sent & 0xff);
    payload.writeUInt32BE(sent, 0);
    socket.send(rtpPacket({ ssrc: 5, seq: sent, timestamp: sent * 192, payload }), port, '127.0.0.1');
    sent += 1;
  }, 4);
  cleanups.push(() => {
    clearInterval(timer);
    socket.close();
  });
  return {
    get sent() {
      return sent;
    },
  };
}

async function serviceOnSmallDisk(minFreeMb: string) {
  const service = new TestService({ RECORDING_MIN_FREE_MB: minFreeMb, RECORDING_CHUNK_MS: '400' });
  const disk = service.environment.JOURNAL_DIR as string;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  cleanups.push(async () => {
    await service.kill('SIGKILL');
    execFileSync('umount', [disk]);
    await service.end();
  });
  service.start();
  const client = await service.connect();
  const recordingId = newId('rec');
  const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
  await client.declareTrack(recordingId, opusTrack(5));
  return { service, client, recordingId, rtpPort, disk };
}

const numbers = (packets: readonly { readonly bytes: Buffer }[]): number[] => packets.map((packet) => packet.bytes.readUInt32BE(12));

describe.skipIf(!canMount)('a full disk (needs root to mount 1 MB of tmpfs)', () => {
  it('stops the recording visibly, keeps what was written whole, and goes on by itself when there is room again', async () => {
    const { service, client, recordingId, rtpPort, disk } = await serviceOnSmallDisk('0');
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(500_000));
    const flood = startFlood(rtpPort);

    const [failed] = await once(client, 'recording.failed', { signal: AbortSignal.timeout(20_000) });
    expect(failed).toMatchObject({ recordingId, reason: 'disk_full' });
    expect((await client.status()).recordings[0]?.state).toBe('stopped');
    const sentAtStop = flood.sent;

    await until('nothing recovers while the disk is full', () => flood.sent > sentAtStop + 300);
    expect((await client.status()).recordings[0]?.state).toBe('stopped');

    const recovered = once(client, 'recording.recovered', { signal: AbortSignal.timeout(10_000) });
    const gap = once(client, 'recording.gap_noted', { signal: AbortSignal.timeout(10_000) });
    rmSync(ballast);
    await recovered;
    expect((await gap)[0]).toMatchObject({ trackId: null, cause: 'disk_full', fromMs: failed.atMs });
    const sentAtReturn = flood.sent;
    await until('packets are written again', () => flood.sent > sentAtReturn + 60);
    await client.close(recordingId, 'ended');

    const { packets, damage, chain } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    expect(chain.ok).toBe(true);
    expect(damage.filter((entry) => entry.kind !== 'torn')).toEqual([]);
    const heard = numbers(packets);
    // Whole but for the block that the disk did not take, and one hole; nothing twice, nothing out of order.
    const holes = heard.filter((number, i) => i > 0 && number !== (heard[i - 1] ?? 0) + 1);
    expect(heard[0]).toBe(0);
    expect(holes).toHaveLength(1);
    const beforeHole = heard[heard.indexOf(holes[0] as number) - 1] as number;
    expect(sentAtStop - beforeHole).toBeLessThan(150);
    expect(heard.at(-1)).toBeGreaterThan(sentAtReturn);
  });

  it('refuses a recording under the limit, and stops those under way before the disk is full', async () => {
    const { service, client, recordingId, rtpPort, disk } = await serviceOnSmallDisk('0.5');
    startFlood(rtpPort);
    const low = once(client, 'disk.low', { signal: AbortSignal.timeout(10_000) });
    const failed = once(client, 'recording.failed', { signal: AbortSignal.timeout(10_000) });
    expect((await failed)[0]).toMatchObject({ reason: 'disk_low' });
    expect((await low)[0].limitBytes).toBe(512 * 1024);
    await expect(client.open(newId('rec'), service.keys.wrapKey, 'key-1')).rejects.toMatchObject({ code: 'disk_low' });

    const { damage } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    // Every chunk was closed properly: nothing torn, only no end yet.
    expect(damage.map((entry) => entry.kind)).toEqual(['not_final']);
    execFileSync('mount', ['-o', 'remount,size=4m', disk]);
    await once(client, 'recording.recovered', { signal: AbortSignal.timeout(10_000) });
    await client.close(recordingId, 'ended');
    expect((await readJournal(service.journalDir(recordingId))).damage).toEqual([]);
  });
});

function tryMount(): boolean {
  try {
    execFileSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d" && rmdir "$d"'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
