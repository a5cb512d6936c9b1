import { createSocket } from 'node:dgram';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { journalInfo } from '../analysis/journal-info.ts';
import { systemClock } from '../journal/clock.ts';
import type { Clock } from '../journal/clock.ts';
import { readRecords } from '../journal/layout.ts';
import { openJournal } from '../journal/reader.ts';
import { folderSource } from '../journal/source.ts';
import { LocalFolderStore } from '../store/local-folder-store.ts';
import { tempFolder, testKeys } from '../testing/journal-kit.ts';
import { RingWriter } from '../testing/ring-writer.ts';
import { opusTrack, rtpPacket, senderReport } from '../testing/rtp.ts';
import { until } from '../testing/service-kit.ts';
import { Lull } from './lull.ts';
import { Recorder } from './recorder.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The system's clock, whose wall time can be set. */
class SettableClock implements Clock {
  shiftMs = 0;
  monoUs = () => systemClock.monoUs();
  wallMs = () => systemClock.wallMs() + this.shiftMs;
}

async function startRecorder(clock: Clock, config: { abandonMs?: number; keepShippedMs?: number; ringDir?: string } = {}) {
  const folder = tempFolder();
  cleanups.push(() => folder.remove());
  const journalDir = join(folder.path, 'journals');
  mkdirSync(journalDir);
  const keys = testKeys();
  const notices: string[] = [];
  /** The service begins, or begins again on what it finds. */
  const begin = async () => {
    const recorder = new Recorder({
      config: {
        journalDir,
        ringDir: '',
        minFreeBytes: 0,
        flushMs: 20,
        chunkMs: 200,
        abandonMs: 60_000,
        keepShippedMs: 3_600_000,
        ...config,
      },
      signer: keys.signer,
      store: new LocalFolderStore(join(folder.path, 'store')),
      clock,
      log: pino({ level: 'silent' }),
      notify: (name) => notices.push(name),
      attended: () => false,
      lull: new Lull(0),
      early: new Map(),
    });
    await recorder.start();
    cleanups.push(() => recorder.stop());
    return recorder;
  };
  return { recorder: await begin(), begin, keys, journalDir, notices };
}

function startTicking(port: number) {
  const socket = createSocket('udp4');
  let sent = 0;
  const timer = setInterval(() => {
    socket.send(rtpPacket({ ssrc: 9, seq: sent, timestamp: sent * 480 }), port, '127.0.0.1');
    sent += 1;
  }, 10);
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

async function writtenPackets(journalDir: string, recordingId: string, keys: ReturnType<typeof testKeys>) {
  const written: { type: number; bytes: Buffer; arrivedUs: number }[] = [];
  const journal = await openJournal(folderSource(join(journalDir, recordingId)), { unwrapKey: keys.unwrapKey });
  for await (const { header, blocks } of journal.chunks()) {
    for (const { type, bytes, arrivalUs } of blocks.flatMap((block) => [...readRecords(block)])) {
      if (type !== 3) written.push({ type, bytes: Buffer.from(bytes), arrivedUs: (header?.baseUs ?? 0) + arrivalUs });
    }
  }
  return written;
}

describe('the recorder', () => {
  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('keeps the order and the length of things when the clock jumps an hour %s, and notes the jump', async (_way, byMs) => {
    const clock = new SettableClock();
    const { recorder, keys, journalDir } = await startRecorder(clock);
    const recordingId = newId('rec');
    const { rtpPort } = await recorder.open({ recordingId, wrapKey: keys.wrapKey, wrapKeyId: 'k' });
    recorder.recording(recordingId).declareTrack({ ...opusTrack(9), purpose: 'main', dtx: false, layer: null } as never);
    const ticking = startTicking(rtpPort);
    await until('packets before the jump', () => ticking.sent > 40);
    clock.shiftMs = byMs;
    await until('packets after the jump', () => ticking.sent > 80);
    await recorder.close(recordingId, 'ended');

    const journal = await openJournal(folderSource(join(journalDir, recordingId)), { unwrapKey: keys.unwrapKey });
    const arrivals: number[] = [];
    const jumps: number[] = [];
    for await (const chunk of journal.chunks()) {
      for (const block of chunk.blocks) {
        for (const record of readRecords(block)) {
          if (record.type === 1) arrivals.push((chunk.header?.baseUs ?? 0) + record.arrivalUs);
          const event = record.type === 3 ? JSON.parse(record.bytes.toString('utf8')) : null;
          if (event?.type === 'clock.jumped') jumps.push(event.byMs);
        }
      }
    }
    expect(journal.damage).toEqual([]);
    expect((await journal.chain()).ok).toBe(true);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeLessThan(10_000_000);
    expect(jumps).toHaveLength(1);
    expect(Math.abs((jumps[0] ?? 0) - byMs)).toBeLessThan(50);
  });

  it.each([['while it runs'], ['also when it restarts meanwhile']])(
    'writes nothing while a step pauses it, %s, and the gap is stated as that and not as damage',
    async (how) => {
      const started = await startRecorder(systemClock);
      const { keys, journalDir, notices } = started;
      let { recorder } = started;
      const recordingId = newId('rec');
      const { rtpPort } = await recorder.open({ recordingId, wrapKey: keys.wrapKey, wrapKeyId: 'k' });
      recorder.recording(recordingId).declareTrack({ ...opusTrack(9), purpose: 'main', dtx: false, layer: null } as never);
      const ticking = startTicking(rtpPort);
      await until('packets before the pause', () => ticking.sent > 30);
      recorder.recording(recordingId).pauseWriting(true);
      const pausedAt = { sent: ticking.sent, ms: Date.now() };
      expect(recorder.progress()[0]?.paused).toBe(true);
      if (how !== 'while it runs') {
        await recorder.stop();
        recorder = await started.begin();
        expect(recorder.progress()[0]?.paused).toBe(true);
      }
      await until('packets in the pause', () => ticking.sent > pausedAt.sent + 80);
      recorder.recording(recordingId).pauseWriting(false);
      recorder.recording(recordingId).pauseWriting(false);
      const pausedMs = Date.now() - pausedAt.ms;
      const resumedAt = ticking.sent;
      await until('packets after the pause', () => ticking.sent > resumedAt + 40);
      await recorder.close(recordingId, 'ended');

      const info = await journalInfo(folderSource(join(journalDir, recordingId)), { unwrapKey: keys.unwrapKey });
      expect(info.damage).toEqual([]);
      expect(info.chain.ok).toBe(true);
      const gap = info.content?.gaps.find(({ cause }) => cause === 'paused_by_step');
      // On a busy machine the sender can stall for a moment of its own, before or after.
      const meanwhile = info.content?.gaps.filter(({ fromMs, toMs }) => fromMs < (gap?.toMs ?? 0) && toMs > (gap?.fromMs ?? 0));
      expect(meanwhile?.map(({ cause, trackId }) => [cause, trackId])).toEqual([['paused_by_step', null]]);
      expect(Math.abs((gap?.toMs ?? 0) - (gap?.fromMs ?? 0) - pausedMs)).toBeLessThan(200);
      const [track] = info.content?.tracks ?? [];
      expect(track?.packets).toBeLessThan(ticking.sent - 70);
      expect(notices).toContain('recording.gap_noted');
    },
  );

  it.runIf(process.platform === 'linux')('writes packets that come by the ring, with when the worker had them', async () => {
    const { recorder, keys, journalDir } = await startRecorder(systemClock, { ringDir: '/dev/shm' });
    const recordingId = newId('rec');
    const { ring } = await recorder.open({ recordingId, wrapKey: keys.wrapKey, wrapKeyId: 'k' });
    recorder.recording(recordingId).declareTrack({ ...opusTrack(9), purpose: 'main', dtx: false, layer: null } as never);
    if (!ring) throw new Error('There is no ring');
    const worker = new RingWriter(ring);
    cleanups.push(() => worker.close());
    // Before it is sent: nothing arrives later than it is received.
    const firstUs = systemClock.monoUs() - 50_000;
    const packets = [0, 5_000, 20_000].map((afterUs, seq) => ({ bytes: rtpPacket({ ssrc: 9, seq, timestamp: seq * 480 }), afterUs }));
    const report = { bytes: senderReport({ ssrc: 9, timestamp: 0, ntpMs: Date.now() }), afterUs: 20_000 };
    for (const { bytes, afterUs } of [...packets, report]) worker.send(bytes, firstUs + afterUs);
    await until('they are written', () => recorder.progress()[0]?.tracks[0]?.writtenPackets === packets.length);
    await until('and their room is free again', () => worker.waiting === 0);
    await recorder.close(recordingId, 'ended');

    const written = await writtenPackets(journalDir, recordingId, keys);
    expect(written.map(({ type }) => type)).toEqual([1, 1, 1, 2]);
    expect(written.map(({ bytes }) => bytes)).toEqual([...packets, report].map(({ bytes }) => bytes));
    expect(written.map(({ arrivedUs }) => arrivedUs - firstUs)).toEqual([0, 5_000, 20_000, 20_000]);
  });

  it.runIf(process.platform === 'linux')(
    'writes nothing of what was in the ring when a pause ended, and all of it when one began',
    async () => {
      const { recorder, keys, journalDir } = await startRecorder(systemClock, { ringDir: '/dev/shm' });
      const recordingId = newId('rec');
      const { ring } = await recorder.open({ recordingId, wrapKey: keys.wrapKey, wrapKeyId: 'k' });
      const recording = recorder.recording(recordingId);
      recording.declareTrack({ ...opusTrack(9), purpose: 'main', dtx: false, layer: null } as never);
      if (!ring) throw new Error('There is no ring');
      const worker = new RingWriter(ring);
      cleanups.push(() => worker.close());
      const send = (seq: number) => worker.send(rtpPacket({ ssrc: 9, seq, timestamp: seq * 480 }), systemClock.monoUs());
      send(1);
      recording.pauseWriting(true);
      send(2);
      recording.pauseWriting(false);
      send(3);
      recording.pauseWriting(true);
      send(4);
      await recorder.close(recordingId, 'ended');
      const written = await writtenPackets(journalDir, recordingId, keys);
      expect(written.map(({ bytes }) => bytes.readUInt16BE(2))).toEqual([1, 3]);
    },
  );

  it('gives up a recording that no node asks about any more', async () => {
    const { recorder, keys, notices } = await startRecorder(systemClock, { abandonMs: 300 });
    await recorder.open({ recordingId: newId('rec'), wrapKey: keys.wrapKey, wrapKeyId: 'k' });
    await until('it is closed', () => recorder.progress().length === 0, 5_000);
    await until('and told', () => notices.includes('recording.closed'));
  });

  it('does not go on with a recording under another key', async () => {
    const { recorder, keys } = await startRecorder(systemClock);
    const recordingId = newId('rec');
    await recorder.open({ recordingId, wrapKey: keys.wrapKey, wrapKeyId: 'k' });
    await expect(recorder.open({ recordingId, wrapKey: testKeys().wrapKey, wrapKeyId: 'k' })).rejects.toMatchObject({
      code: 'wrong_state',
    });
  });
});
