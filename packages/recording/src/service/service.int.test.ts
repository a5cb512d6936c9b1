import { existsSync, readdirSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import type { RecorderNotifications } from '@guichet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { readJournal } from '../testing/journal-kit.ts';
import { RingWriter } from '../testing/ring-writer.ts';
import { opusTrack, rtpPacket, startSender } from '../testing/rtp.ts';
import { TestService, until } from '../testing/service-kit.ts';
import { systemClock } from '../journal/clock.ts';
import { JournalEvent } from '../journal/events.ts';
import { journalInfo } from '../analysis/journal-info.ts';
import { openJournal } from '../journal/reader.ts';
import { folderSource } from '../journal/source.ts';
import { storeSource } from '../store/chunk-store.ts';
import { LocalFolderStore } from '../store/local-folder-store.ts';
import type { RecorderClient } from './client.ts';
import { createSocket } from 'node:dgram';

const services: TestService[] = [];
const senders: ReturnType<typeof startSender>[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) sender.stop();
  await Promise.all(services.splice(0).map((service) => service.end()));
});

async function running(environment: Record<string, string> = {}) {
  const service = new TestService(environment);
  services.push(service);
  service.start();
  return { service, client: await service.connect() };
}

function sending(port: number, ssrc: number) {
  const sender = startSender(port, ssrc);
  senders.push(sender);
  return sender;
}

type Gap = z.infer<RecorderNotifications['recording.gap_noted']>;

async function recordingOf(service: TestService, client: RecorderClient) {
  const recordingId = newId('rec');
  const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
  const track = opusTrack(0xbeef);
  await client.declareTrack(recordingId, track);
  const gaps: Gap[] = [];
  client.on('recording.gap_noted', (gap) => gaps.push(gap));
  return { recordingId, rtpPort, track, gaps, sender: sending(rtpPort, 0xbeef) };
}

const numbers = (packets: readonly { readonly bytes: Buffer }[]): number[] => packets.map((packet) => packet.bytes.readUInt32BE(12));

describe('the recording service', () => {
  it('confirms written packets, seals and ships chunks during the call, and closes with a final one', async () => {
    const { service, client } = await running({ RECORDING_CHUNK_MS: '300' });
    const { recordingId, sender } = await recordingOf(service, client);
    let written = 0;
    // The first word of it can come before the first packet has.
    while (written === 0) {
      const [progress] = await once(client, 'recording.progressed');
      written = progress.tracks[0].writtenPackets;
    }

    const [seal] = await once(client, 'recording.chunk_closed');
    await until('the chunk is in the store while the call goes on', () => existsSync(join(service.storeDir, recordingId, '000001.chunk')));
    expect(seal.seq).toBe(1);

    await until('a hundred packets', () => sender.sent >= 100);
    sender.stop();
    senders.pop();
    const shipped = once(client, 'recording.shipped');
    const closed = await client.close(recordingId, 'ended');
    await shipped;

    const { packets, damage, chain } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    expect(damage).toEqual([]);
    expect(chain).toMatchObject({ ok: true, verifiedThrough: closed.chunks, lastHead: closed.head });
    expect(numbers(packets)).toEqual(Array.from({ length: sender.sent }, (_, i) => i));

    // The store alone gives the same.
    const journal = await openJournal(storeSource(new LocalFolderStore(service.storeDir), recordingId), {
      unwrapKey: service.keys.unwrapKey,
    });
    let blocks = 0;
    for await (const chunk of journal.chunks()) blocks += chunk.blocks.length;
    expect(blocks).toBeGreaterThan(5);
    expect(journal.damage).toEqual([]);
    // A closed recording is never written to again.
    await expect(client.open(recordingId, service.keys.wrapKey, 'key-1')).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await client.close(recordingId, 'again')).toMatchObject({ head: closed.head, chunks: closed.chunks });
  });

  it('killed with -9 in a call, is back on the same port and loses less than a second, which it states', async () => {
    const { service, client } = await running();
    const { recordingId, rtpPort, sender, gaps } = await recordingOf(service, client);
    await until('a chunk and a bit', () => sender.sent > 120);

    const back = once(client, 'connected');
    const killedAtMs = Date.now();
    await service.kill('SIGKILL');
    service.start();
    await back;
    const resumed = await client.status();
    expect(resumed.recordings[0]).toMatchObject({ recordingId, epoch: 2 });
    expect(await client.open(recordingId, service.keys.wrapKey, 'key-1')).toMatchObject({ rtpPort, resumed: true });

    const sentAtReturn = sender.sent;
    await until('another second of packets', () => sender.sent > sentAtReturn + 50);
    sender.stop();
    senders.pop();
    await client.close(recordingId, 'ended');

    const { packets, damage, chain } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    expect(chain.ok).toBe(true);
    expect(damage.filter((entry) => entry.kind !== 'torn')).toEqual([]);
    const missing = sender.sent - new Set(numbers(packets)).size;
    console.log(`service killed: ${missing * 20} ms of media missing`);
    expect(missing).toBeGreaterThan(0);
    expect(missing * 20).toBeLessThan(1_000);

    // The statement is made before anybody is connected to hear it: the journal has it, and whoever connects next is told the same.
    const events = await eventsOf(service, recordingId);
    const stated = events.flatMap((event) => (event.type === 'gap.noted' && event.cause === 'service_down' ? [event] : []))[0];
    const heard = numbers(packets);
    const holeAt = heard.findIndex((number, i) => i > 0 && number !== (heard[i - 1] ?? 0) + 1);
    const holeMs = ((heard[holeAt] ?? 0) - (heard[holeAt - 1] ?? 0)) * 20;
    if (!stated) throw new Error('The journal states no gap');
    expect(Math.abs(stated.fromMs - killedAtMs)).toBeLessThan(200);
    expect(Math.abs((stated.toMs ?? Number.NaN) - stated.fromMs - holeMs)).toBeLessThan(200);
    for (const told of gaps) expect(told).toMatchObject({ cause: 'service_down', fromMs: stated.fromMs, toMs: stated.toMs });
  });

  it.runIf(process.platform === 'linux')('killed with -9 while a worker writes to its ring, loses nothing and states no gap', async () => {
    const { service, client } = await running();
    const recordingId = newId('rec');
    const { ring } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
    if (!ring) throw new Error('There is no ring');
    const worker = new RingWriter(ring);
    await client.declareTrack(recordingId, opusTrack(0xbeef));
    const startedMs = performance.now();
    let sent = 0;
    const writing = setInterval(() => {
      for (const due = (performance.now() - startedMs) / 20; sent < due; sent++) {
        const payload = Buffer.alloc(60);
        payload.writeUInt32BE(sent);
        const packet = rtpPacket({ ssrc: 0xbeef, seq: sent + 1, timestamp: sent * 960, payload });
        if (!worker.send(packet, systemClock.monoUs())) throw new Error('The ring is full');
      }
    }, 5);
    try {
      await until('a chunk and a bit', () => sent > 120);
      for (let kills = 0; kills < 3; kills++) {
        const back = once(client, 'connected');
        await service.kill('SIGKILL');
        service.start();
        await back;
        expect(await client.open(recordingId, service.keys.wrapKey, 'key-1')).toMatchObject({ resumed: true, ring: { id: ring.id } });
        const sentAtReturn = sent;
        await until('some more packets', () => sent > sentAtReturn + 20);
      }
    } finally {
      clearInterval(writing);
    }
    await client.close(recordingId, 'ended');
    worker.close();

    const { packets, damage, chain } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    expect(chain.ok).toBe(true);
    expect(damage.filter((entry) => entry.kind !== 'torn')).toEqual([]);
    // Twice is what was written and not yet given back when the service was killed.
    expect([...new Set(numbers(packets))]).toEqual(Array.from({ length: sent }, (_, i) => i));
    const events = await eventsOf(service, recordingId);
    expect(events.filter(({ type }) => type === 'gap.noted')).toEqual([]);
    const info = await journalInfo(folderSource(service.journalDir(recordingId)), { unwrapKey: service.keys.unwrapKey });
    expect(info.content?.gaps).toEqual([]);
  });

  it('notes a track that falls silent, and not one that is paused', async () => {
    const { service, client } = await running();
    const { recordingId, track, sender, gaps, rtpPort } = await recordingOf(service, client);
    await until('packets', () => sender.sent > 30);
    await client.pauseTrack(recordingId, track.trackId);
    sender.stop();
    senders.pop();
    const paused = await client.status();
    expect(paused.recordings[0]?.tracks[0]?.paused).toBe(true);
    const quietFromMs = Date.now();
    await until('longer than any limit', () => Date.now() - quietFromMs > 900);
    expect(gaps).toEqual([]);

    await client.resumeTrack(recordingId, track.trackId);
    const resumedAtMs = Date.now();
    const open = await until('the gap is noted while it lasts', () => gaps.find((gap) => gap.toMs === null));
    expect(Math.abs(open.fromMs - resumedAtMs)).toBeLessThan(200);
    const next = sending(rtpPort, 0xbeef);
    const closed = await until('the gap is noted with its end', () => gaps.find((gap) => gap.toMs !== null));
    expect(closed).toMatchObject({ trackId: track.trackId, fromMs: open.fromMs, cause: 'track_silent' });
    expect(next.sent).toBeGreaterThan(0);
  });

  it('keeps packets that are faster than the word about their stream, and drops what nobody claims', async () => {
    const { service, client } = await running();
    const recordingId = newId('rec');
    const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
    const socket = createSocket('udp4');
    const send = (bytes: Buffer) => new Promise((resolve) => socket.send(bytes, rtpPort, '127.0.0.1', resolve));
    for (let i = 0; i < 10; i++) await send(rtpPacket({ ssrc: 7, seq: i, timestamp: i * 960, payload: Buffer.from([0, 0, 0, i]) }));
    for (let i = 0; i < 5; i++) await send(rtpPacket({ ssrc: 8, seq: i, timestamp: i * 960 }));
    await send(Buffer.from('no RTP at all'));
    await send(Buffer.alloc(0));
    await client.declareTrack(recordingId, opusTrack(7));
    await until('the unclaimed are given up', async () => (await client.status()).recordings[0]?.unclaimedPackets === 5, 5_000);
    socket.close();
    await client.close(recordingId, 'ended');
    const { packets } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    expect(numbers(packets)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('goes on while the store is away, says so, and ships everything once it is back', async () => {
    const { service, client } = await running({ RECORDING_CHUNK_MS: '200' });
    const { recordingId, sender } = await recordingOf(service, client);
    const { chmodSync, renameSync, writeFileSync, unlinkSync } = await import('node:fs');
    renameSync(service.storeDir, `${service.storeDir}.away`);
    writeFileSync(service.storeDir, 'not a folder');
    const behind = once(client, 'store.behind');
    await behind;
    await until('several chunks wait', async () => (await client.status()).unshippedChunks > 3);
    expect((await client.status()).storeReachable).toBe(false);
    expect((await client.status()).recordings[0]?.state).toBe('writing');

    const caughtUp = once(client, 'store.caught_up', { signal: AbortSignal.timeout(10_000) });
    unlinkSync(service.storeDir);
    renameSync(`${service.storeDir}.away`, service.storeDir);
    chmodSync(service.storeDir, 0o700);
    const shipped = once(client, 'recording.shipped', { signal: AbortSignal.timeout(20_000) });
    sender.stop();
    senders.pop();
    const closed = await client.close(recordingId, 'ended');
    await Promise.all([shipped, caughtUp]);
    const stored = readdirSync(join(service.storeDir, recordingId)).filter((name) => name.endsWith('.chunk'));
    expect(stored).toHaveLength(closed.chunks);
  });

  it('lets its owner alone open the socket, and drops a connection that talks nonsense', async () => {
    const { service, client } = await running();
    const path = service.environment.RECORDING_SOCKET as string;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const rogue = createConnection(path);
    rogue.write('GET / HTTP/1.1\r\n\r\n');
    await once(rogue, 'close', { signal: AbortSignal.timeout(5_000) });
    expect((await client.status()).pid).toBe(service.pid);
  });

  it('refuses a second service on the same socket and leaves the first one alone', async () => {
    const { service, client } = await running();
    const second = new TestService({
      RECORDING_SOCKET: service.environment.RECORDING_SOCKET as string,
      JOURNAL_DIR: service.environment.JOURNAL_DIR as string,
    });
    services.push(second);
    second.start();
    await until('the second gives up', () => second.exitCode === 2);
    expect((await client.status()).pid).toBe(service.pid);
  });
});

async function eventsOf(service: TestService, recordingId: Parameters<TestService['journalDir']>[0]): Promise<JournalEvent[]> {
  const { folderSource } = await import('../journal/source.ts');
  const { readRecords } = await import('../journal/layout.ts');
  const journal = await openJournal(folderSource(service.journalDir(recordingId)), { unwrapKey: service.keys.unwrapKey });
  const events: JournalEvent[] = [];
  for await (const chunk of journal.chunks()) {
    for (const block of chunk.blocks) {
      for (const record of readRecords(block))
        if (record.type === 3) events.push(JournalEvent.parse(JSON.parse(record.bytes.toString('utf8'))));
    }
  }
  return events;
}
