import { appendFile, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@guichet/protocol';
import { type ChunkReader, LocalFolderStore } from '@guichet/recording';
import { opusTrack, rtpPacket, tempFolder, testKeys, writeJournal } from '@guichet/recording/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { type BuiltFiles, RecordingFiles } from './recording-files.ts';

const SSRC = 7;
const keys = testKeys();
const folder = tempFolder();
afterAll(() => folder.remove());

/** Half a minute of sound, of which nothing is in the store yet. */
async function recorded() {
  const records = Array.from({ length: 1_500 }, (_, i) => ({
    type: 1 as const,
    trackIndex: 0,
    bytes: rtpPacket({ ssrc: SSRC, seq: i, timestamp: i * 960, payload: Buffer.from([0x08, i & 255]) }),
    afterMs: 20,
  }));
  const { recordingId, dir, seals } = await writeJournal(folder.path, keys, records, { tracks: [opusTrack(SSRC)] });
  const storeDir = join(folder.path, `store-${recordingId}`);
  const inStore = join(storeDir, recordingId);
  await mkdir(inStore, { recursive: true });
  /** Ships everything up to this chunk. */
  const ship = async (upTo: number): Promise<void> => {
    const there = await readdir(inStore);
    for (const name of await readdir(dir))
      if (!there.includes(name) && (!name.endsWith('.chunk') || Number.parseInt(name, 10) <= upTo))
        await copyFile(join(dir, name), join(inStore, name));
  };
  const reads: string[] = [];
  const store = new LocalFolderStore(storeDir);
  const noting: ChunkReader = {
    name: store.name,
    list: (id) => store.list(id),
    read: (key, maxBytes) => {
      reads.push(key);
      return store.read(key, maxBytes);
    },
  };
  const files = (name: string): RecordingFiles =>
    new RecordingFiles({ mediaDir: join(storeDir, name), store: noting, unwrapKey: keys.unwrapKey });
  return { recordingId, chunks: seals.length, inStore, reads, ship, files };
}

const build = (files: RecordingFiles, recordingId: RecordingId, from?: BuiltFiles['journal']) =>
  files.build(recordingId, {
    ...(from === undefined ? {} : { from }),
    nodeKey: null,
    roleOf: () => null,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

describe('recordings that are followed while their calls go on', () => {
  it('become the same files as those that were not, and were read once', async () => {
    const { recordingId, chunks, reads, ship, files } = await recorded();
    const followed = files('followed');
    for (let seq = 1; seq < chunks; seq++) {
      await ship(seq);
      followed.followed.chunkClosed(recordingId, seq);
    }
    await ship(chunks);
    followed.followed.closed(recordingId);
    const built = await build(followed, recordingId);
    expect(built.result.complete).toBe(true);
    expect(reads.filter((key) => key.endsWith('.chunk'))).toHaveLength(chunks);
    const whole = await build(files('whole'), recordingId);
    expect(built).toEqual(whole);
    expect(await followed.followed.take(recordingId)).toBeNull();
  });

  it('are gathered anew where what was shipped is not what was written, and the damage is stated', async () => {
    const { recordingId, chunks, inStore, ship, files } = await recorded();
    await ship(chunks);
    await appendFile(join(inStore, '000002.chunk'), 'x');
    const followed = files('followed');
    followed.followed.chunkClosed(recordingId, chunks);
    const built = await build(followed, recordingId);
    expect(built.result.complete).toBe(false);
    expect(built).toEqual(await build(files('whole'), recordingId));
  });

  it('are made again from what they were made from, though more has landed since', async () => {
    const { recordingId, chunks, ship, files } = await recorded();
    await ship(chunks - 4);
    const before = await build(files('before'), recordingId);
    await ship(chunks);
    const again = await build(files('again'), recordingId, before.journal);
    expect(again.media).toEqual(before.media);
    expect(again.journal).toEqual(before.journal);
    expect((await build(files('whole'), recordingId)).media).not.toEqual(before.media);
  });

  it('are not all there while one chunk is on its way, though the last one has come', async () => {
    const { recordingId, chunks, inStore, ship, files } = await recorded();
    await ship(chunks);
    const there = files('counted');
    expect(await there.chunksInStore(recordingId)).toBe(chunks);
    await rm(join(inStore, '000002.chunk'));
    expect(await there.chunksInStore(recordingId)).toBe(chunks - 1);
  });

  it('are let go when the counter stops', async () => {
    const { recordingId, chunks, ship, files } = await recorded();
    await ship(chunks);
    const { followed } = files('stopped');
    followed.chunkClosed(recordingId, chunks);
    await followed.stop();
    expect(await followed.take(recordingId)).toBeNull();
    followed.chunkClosed(recordingId, chunks);
    expect(await followed.take(recordingId)).toBeNull();
  });
});
