import { newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { ObjectDamaged, type ObjectStore, sha256Of } from '../store/object-store.ts';

const UNPROTECTED = { until: null, held: false };
const objectOf = (text: string) => {
  const bytes = Buffer.from(text);
  return { bytes, key: { recordingId: newId('rec'), sha256: sha256Of(bytes) } };
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What every archive does, whatever it stands on. */
export function objectStoreContract(store: () => ObjectStore): void {
  describe('an archive', () => {
    it('keeps what was put into it under its content, and has it again', async () => {
      const { key, bytes } = objectOf('a chunk');
      expect(await store().read(key)).toBeNull();
      await store().put(key, bytes, UNPROTECTED);
      await store().put(key, bytes, UNPROTECTED);
      expect(await store().read(key)).toEqual(bytes);
      expect(await collect(store().objects(key.recordingId))).toEqual([{ sha256: key.sha256, sizeBytes: bytes.length }]);
      expect(await collect(store().recordings())).toContain(key.recordingId);
    });

    it('takes nothing under a name that is not its own', async () => {
      const { key } = objectOf('a chunk');
      await expect(store().put(key, Buffer.from('another'), UNPROTECTED)).rejects.toBeInstanceOf(ObjectDamaged);
      expect(await store().read(key)).toBeNull();
    });

    it('takes the same from many at once', async () => {
      const { key, bytes } = objectOf('raced for');
      await Promise.all(Array.from({ length: 6 }, () => store().put(key, bytes, UNPROTECTED)));
      expect(await store().read(key)).toEqual(bytes);
    });

    it('has one catalog a recording, which is not rewritten', async () => {
      const { key } = objectOf('x');
      await store().putCatalog(key.recordingId, Buffer.from('first'), UNPROTECTED);
      await expect(store().putCatalog(key.recordingId, Buffer.from('second'), UNPROTECTED)).rejects.toBeInstanceOf(ObjectDamaged);
      expect((await store().readCatalog(key.recordingId))?.toString()).toBe('first');
      expect(await collect(store().objects(key.recordingId))).toEqual([]);
    });

    it('lets go what nothing protects, once', async () => {
      const { key, bytes } = objectOf('to be deleted');
      await store().put(key, bytes, UNPROTECTED);
      await store().putCatalog(key.recordingId, Buffer.from('list'), UNPROTECTED);
      expect(await store().remove(key)).toBe('removed');
      expect(await store().remove(key)).toBe('absent');
      expect(await store().read(key)).toBeNull();
      expect(await store().removeCatalog(key.recordingId)).toBe('removed');
      expect(await collect(store().recordings())).not.toContain(key.recordingId);
    });
  });
}
