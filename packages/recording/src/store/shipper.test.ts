import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { newId, type RecordingId } from '@guichet/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { chunkName, epochName, HEADER_NAME, INDEX_NAME } from '../journal/names.ts';
import { tempFolder } from '../testing/journal-kit.ts';
import type { ChunkStore } from './chunk-store.ts';
import { LocalFolderStore } from './local-folder-store.ts';
import { Shipper } from './shipper.ts';

const LANES = 16;
const CHUNKS = 12;
const seed = Number(process.env['SHIP_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const folder = tempFolder();
afterAll(() => folder.remove());

/** A store that takes some things late and refuses some of them once; `onPut` sees what is in it with each object that comes. */
function unsteady(root: string, onPut: (recordingId: RecordingId, name: string, there: readonly string[]) => void): ChunkStore {
  const store = new LocalFolderStore(root);
  const refused = new Set<string>();
  let state = seed >>> 0;
  const random = (below: number): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
  return {
    ...{ kind: 's3', name: store.name, lanes: LANES, lockedForMs: 0 },
    list: (id) => store.list(id),
    read: (key, maxBytes) => store.read(key, maxBytes),
    clear: (id) => store.clear(id),
    recordings: () => store.recordings(),
    put: async (key, file) => {
      for (let turns = random(20); turns > 0; turns--) await turn();
      if (random(8) === 0 && !refused.has(key)) {
        refused.add(key);
        throw new Error('Not now');
      }
      const [recordingId, name] = key.split('/') as [RecordingId, string];
      await store.put(key, file);
      onPut(recordingId, name, await store.list(recordingId));
    },
  };
}

describe('what is shipped several at a time', () => {
  it('comes with what opens it, and its index when all of it is there, whatever the store refuses meanwhile', async () => {
    console.info(`unsteady store: seed ${seed}`);
    const opening = [HEADER_NAME, epochName(1)];
    const everything = [...opening, ...Array.from({ length: CHUNKS }, (_, at) => chunkName(at + 1))];
    const tooEarly: string[] = [];
    const store = unsteady(join(folder.path, 'store'), (recordingId, name, there) => {
      const before = name === INDEX_NAME ? everything : opening.includes(name) ? opening.slice(0, opening.indexOf(name)) : opening;
      for (const other of before) if (!there.includes(other)) tooEarly.push(`${recordingId}/${name} before ${other}`);
    });
    const emptied: RecordingId[] = [];
    const told = { onBehind: () => undefined, onCaughtUp: () => undefined };
    const shipper = new Shipper({ store, nowMs: () => 0, onEmptied: (recordingId) => emptied.push(recordingId), ...told });
    const recordings = [newId('rec'), newId('rec'), newId('rec')];
    for (const recordingId of recordings) mkdirSync(join(folder.path, recordingId));
    for (const name of [...everything, INDEX_NAME]) {
      for (const recordingId of recordings) {
        const path = join(folder.path, recordingId, name);
        writeFileSync(path, name);
        shipper.ship(recordingId, name, path);
      }
    }
    await vi.waitFor(() => expect(shipper.unshipped()).toBe(0), 60_000);
    shipper.stop();
    expect(tooEarly).toEqual([]);
    expect(emptied.toSorted()).toEqual(recordings.toSorted());
    for (const recordingId of recordings)
      expect((await store.list(recordingId)).toSorted()).toEqual([...everything, INDEX_NAME].toSorted());
  }, 90_000);
});
