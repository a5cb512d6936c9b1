import { appendFileSync, copyFileSync, cpSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal, tempFolder, testKeys, writeJournal } from '../testing/journal-kit.ts';
import type { WrittenRecord } from '../testing/journal-kit.ts';
import { recoverJournal } from './create.ts';
import { RecordType } from './layout.ts';
import { openJournal } from './reader.ts';
import { folderSource } from './source.ts';

const seed = Number(process.env.GUICHET_TEST_SEED ?? Date.now() % 1_000_000);
console.log(`journal.test.ts seed ${seed}`);

const keys = testKeys();
const folder = tempFolder();
afterAll(() => folder.remove());

const anyRecord: fc.Arbitrary<WrittenRecord> = fc.record({
  type: fc.constantFrom(RecordType.rtp, RecordType.rtcp),
  trackIndex: fc.integer({ min: 0, max: 0xffff }),
  bytes: fc.uint8Array({ minLength: 0, maxLength: 1_500 }).map((bytes) => Buffer.from(bytes)),
  afterMs: fc.integer({ min: 0, max: 400 }),
});

describe('a journal', () => {
  it('gives back any sequence of records as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 120 }), async (records) => {
        const { dir } = await writeJournal(folder.path, keys, records);
        const { packets, damage, chain } = await readJournal(dir, { unwrapKey: keys.unwrapKey });
        expect(damage).toEqual([]);
        expect(chain.ok).toBe(true);
        expect(packets.map(({ type, trackIndex, bytes }) => ({ type, trackIndex, bytes }))).toEqual(
          records.map(({ type, trackIndex, bytes }) => ({ type, trackIndex, bytes })),
        );
        const steps = packets.slice(1).map((packet, i) => Math.round((packet.arrivedUs - (packets[i]?.arrivedUs ?? 0)) / 1000));
        expect(steps).toEqual(records.slice(1).map((record) => record.afterMs));
      }),
      { seed, numRuns: 40 },
    );
  });

  it('closes chunks by time and numbers them without a hole', async () => {
    const { seals } = await writeJournal(folder.path, keys, ticks(100, 100));
    expect(seals.map((seal) => seal.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seals.map((seal) => seal.final)).toEqual([false, false, false, false, false, true]);
    for (const seal of seals.slice(0, -1)) expect(seal.closedAtMs - seal.openedAtMs).toBeLessThan(2_000);
  });

  it('holds no packet in clear, and no key', async () => {
    const marker = Buffer.from('A VERY RECOGNISABLE PAYLOAD OF A PACKET');
    const { dir } = await writeJournal(folder.path, keys, [{ type: RecordType.rtp, trackIndex: 1, bytes: marker, afterMs: 5 }]);
    const everything = Buffer.concat(readdirSync(dir).map((name) => readFileSync(join(dir, name))));
    expect(everything.includes(marker.subarray(0, 12))).toBe(false);
    expect(everything.includes(Buffer.from('"d":'))).toBe(false);
    const { packets, chain } = await readJournal(dir);
    expect(packets).toEqual([]);
    expect(chain.ok).toBe(true);
  });

  it('is not opened by another key', async () => {
    const { dir } = await writeJournal(folder.path, keys, ticks(5, 20));
    const { packets, damage } = await readJournal(dir, { unwrapKey: testKeys().unwrapKey });
    expect(packets).toEqual([]);
    expect(damage).toEqual([{ kind: 'epoch_unreadable', chunkSeq: null, bytes: 0, detail: 'epoch-000001.json' }]);
  });
});

describe('a damaged journal', () => {
  let dir: string;
  let whole: Awaited<ReturnType<typeof readJournal>>;
  let copies = 0;

  const copied = (): string => {
    const path = join(folder.path, `copy-${copies++}`);
    cpSync(dir, path, { recursive: true });
    return path;
  };

  beforeAll(async () => {
    ({ dir } = await writeJournal(folder.path, keys, ticks(300, 20), { chunkMs: 1_000 }));
    whole = await readJournal(dir, { unwrapKey: keys.unwrapKey });
    expect(whole.damage).toEqual([]);
    expect(whole.packets).toHaveLength(300);
  });

  it('cut at any byte of its last chunk gives everything before the cut and states the rest', async () => {
    const last = join(dir, lastChunk(dir));
    const size = statSync(last).size;
    const lastSeq = Number.parseInt(lastChunk(dir), 10);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: size - 1 }), async (cutAt) => {
        const path = copied();
        truncateSync(join(path, lastChunk(dir)), cutAt);
        const { packets, damage } = await readJournal(path, { unwrapKey: keys.unwrapKey });
        rmSync(path, { recursive: true });

        // A prefix of what was written, with every chunk before the cut whole.
        expect(packets).toEqual(whole.packets.slice(0, packets.length));
        expect(packets.filter((packet) => packet.seq < lastSeq)).toEqual(whole.packets.filter((packet) => packet.seq < lastSeq));
        expect(damage.some((entry) => entry.chunkSeq === lastSeq && entry.kind === 'unsealed')).toBe(true);
        expect(damage.some((entry) => entry.kind === 'not_final')).toBe(true);
        const torn = damage.filter((entry) => entry.kind === 'torn').reduce((sum, entry) => sum + entry.bytes, 0);
        expect(torn).toBeLessThanOrEqual(cutAt);
      }),
      { seed, numRuns: 60 },
    );
  });

  it('cut at every byte loses at most the block that the cut went through', async () => {
    const name = lastChunk(dir);
    const size = statSync(join(dir, name)).size;
    let before = 0;
    const path = copied();
    for (let cutAt = 96; cutAt < size; cutAt += 37) {
      copyFileSync(join(dir, name), join(path, name));
      truncateSync(join(path, name), cutAt);
      const { packets } = await readJournal(path, { unwrapKey: keys.unwrapKey });
      expect(packets.length).toBeGreaterThanOrEqual(before);
      before = packets.length;
    }
    // Only the seal was cut in the end: nothing of the content is lost.
    expect(before).toBe(300);
  });

  it.each([
    ['with the key', true],
    ['without a key', false],
  ])('locates any flipped bit to its chunk, %s', async (_how, unlocked) => {
    const names = readdirSync(dir).filter((name) => name.endsWith('.chunk'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        async (name, where, bit) => {
          const path = copied();
          const bytes = readFileSync(join(path, name));
          const at = Math.floor(where * bytes.length);
          bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
          writeFileSync(join(path, name), bytes);
          const found = await readJournal(path, unlocked ? { unwrapKey: keys.unwrapKey } : {});
          rmSync(path, { recursive: true });

          const seq = Number.parseInt(name, 10);
          const located = found.damage.filter((entry) => entry.chunkSeq !== null).map((entry) => entry.chunkSeq);
          expect(located.length).toBeGreaterThan(0);
          // The chunk itself, and at most its follower as well, which no longer links to it.
          expect(located).toContain(seq);
          expect(located.every((other) => other === seq || other === seq + 1)).toBe(true);
          if (unlocked) {
            const untouched = (packets: typeof whole.packets) => packets.filter((packet) => packet.seq !== seq);
            expect(untouched(found.packets)).toEqual(untouched(whole.packets));
          }
        },
      ),
      { seed, numRuns: 60 },
    );
  });

  it('states a chunk that is gone, in the middle and at the end', async () => {
    const middle = copied();
    rmSync(join(middle, '000003.chunk'));
    expect((await readJournal(middle, { unwrapKey: keys.unwrapKey })).damage).toContainEqual({
      kind: 'chunk_missing',
      chunkSeq: 3,
      bytes: 0,
      detail: null,
    });

    const end = copied();
    rmSync(join(end, lastChunk(dir)));
    const { damage } = await readJournal(end, { unwrapKey: keys.unwrapKey });
    expect(damage.map((entry) => entry.kind)).toEqual(['chunk_missing', 'not_final']);
  });

  it('takes nothing for a hole that a store only does not hand over now', async () => {
    const source = folderSource(dir);
    for (const name of [...readdirSync(dir)].filter((one) => !one.startsWith('.'))) {
      const failing = (code: string) => ({
        ...source,
        read: (asked: string, maxBytes: number) =>
          asked === name ? Promise.reject(Object.assign(new Error('read'), { code })) : source.read(asked, maxBytes),
      });
      const readThrough = async (code: string) => {
        const journal = await openJournal(failing(code), { unwrapKey: keys.unwrapKey });
        for await (const chunk of journal.chunks()) expect(chunk.seq).toBeGreaterThan(0);
        return journal.damage.length > 0;
      };
      for (const away of ['ECONNREFUSED', 'ETIMEDOUT', 'unavailable'])
        await expect(readThrough(away), `${name} ${away}`).rejects.toMatchObject({ code: away });
      // What is lost is stated; of the index nothing is missing that the chunks do not say.
      if (name !== 'chunks.ndjson') expect(await readThrough('EIO'), name).toBe(true);
    }
  });

  it('notices two chunks that were swapped and a block that was moved', async () => {
    const swapped = copied();
    copyFileSync(join(dir, '000002.chunk'), join(swapped, '000003.chunk'));
    copyFileSync(join(dir, '000003.chunk'), join(swapped, '000002.chunk'));
    const { damage } = await readJournal(swapped, { unwrapKey: keys.unwrapKey });
    expect(new Set(damage.map((entry) => entry.chunkSeq))).toEqual(new Set([2, 3]));
  });

  it('reads on without its header and its index', async () => {
    const path = copied();
    rmSync(join(path, 'journal.json'));
    rmSync(join(path, 'chunks.ndjson'));
    const { packets, damage } = await readJournal(path, { unwrapKey: keys.unwrapKey });
    expect(packets).toEqual(whole.packets);
    expect(damage.map((entry) => entry.kind)).toEqual(['header_unreadable']);
  });
});

describe('recovery after the writer was killed', () => {
  it('seals what was left open without changing a byte of it, and states the torn end', async () => {
    const { dir, header, clock } = await writeJournal(folder.path, keys, ticks(130, 20), { chunkMs: 1_000, close: false });
    const last = join(dir, lastChunk(dir));
    appendFileSync(last, Buffer.from([0, 0, 4, 0, 0, 0, 0, 99, 1, 2, 3]));
    const before = readFileSync(last);

    const end = recoverJournal(dir, header, keys.signer, clock.wallMs());
    expect(readFileSync(last).subarray(0, before.length).equals(before)).toBe(true);
    expect(end.final).toBe(false);
    expect(end.sealedNow.map(({ seal }) => [seal.seq, seal.recovered, seal.tornBytes])).toEqual([[3, true, 11]]);
    expect(end.nextSeq).toBe(4);

    const { packets, damage, chain } = await readJournal(dir, { unwrapKey: keys.unwrapKey });
    expect(packets).toHaveLength(130);
    expect(chain).toMatchObject({ ok: true, verifiedThrough: 3 });
    expect(damage).toEqual([
      { kind: 'torn', chunkSeq: 3, bytes: 11, detail: null },
      { kind: 'not_final', chunkSeq: null, bytes: 0, detail: null },
    ]);
  });

  it('finds the end without the index, and does nothing a second time', async () => {
    const { dir, header, clock, seals } = await writeJournal(folder.path, keys, ticks(130, 20), { chunkMs: 1_000 });
    rmSync(join(dir, 'chunks.ndjson'));
    const first = recoverJournal(dir, header, keys.signer, clock.wallMs());
    expect(first).toMatchObject({ nextSeq: seals.length + 1, previousHead: seals.at(-1)?.head, final: true, sealedNow: [] });
    expect(recoverJournal(dir, header, keys.signer, clock.wallMs())).toEqual(first);
  });
});

function ticks(count: number, everyMs: number): WrittenRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    type: RecordType.rtp,
    trackIndex: i % 3,
    bytes: Buffer.alloc(40 + (i % 50), i),
    afterMs: everyMs,
  }));
}

function lastChunk(dir: string): string {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.chunk'))
    .sort()
    .at(-1) as string;
}
