import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RecordingId } from '@guichet/protocol';
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { loadOrCreateSecretFile, replaceSecretFile } from './secret-file.ts';

const MASTER_WRAP_ALG = 'A256GCMKW';
const ENC = 'A256GCM';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 9;

const KeyFile = z.object({
  format: z.literal('guichet.master-keys/1'),
  /** Which one wraps from now on. */
  active: z.string(),
  keys: z.array(z.object({ keyId: z.string().max(64), key: z.string().length(43), madeAt: z.number().int() })).min(1),
});
type KeyFile = z.infer<typeof KeyFile>;

/** Which recording's key it is, and which of them: what was wrapped for one opens for no other. */
export interface KeyPlace {
  readonly recordingId: RecordingId;
  readonly epoch: number;
}

/**
 * The master keys that the keys of archived recordings are wrapped by (JWE, RFC 7516, `A256GCMKW`), in a file of their own. What is wrapped is the recorder's own key file, in
 * which the data key stands wrapped to the recording key: bit for bit, since a seal vouches for it. A new master key changes what wraps; recordings are never rewritten for
 * it. Several counters share the file: what one does not know it looks up there again.
 */
export class MasterKeys {
  readonly #path: string;
  #file: KeyFile;

  static async load(path: string, nowMs: number): Promise<MasterKeys> {
    const text = await loadOrCreateSecretFile(path, async () => {
      const first = newKey(nowMs);
      return JSON.stringify({ format: 'guichet.master-keys/1', active: first.keyId, keys: [first] } satisfies KeyFile);
    });
    return new MasterKeys(path, KeyFile.parse(JSON.parse(text)));
  }

  private constructor(path: string, file: KeyFile) {
    this.#path = path;
    this.#file = file;
  }

  get activeKeyId(): string {
    return this.#file.active;
  }

  /** Without the keys themselves. */
  list(): readonly { readonly keyId: string; readonly madeAt: number; readonly active: boolean }[] {
    return this.#file.keys.map(({ keyId, madeAt }) => ({ keyId, madeAt, active: keyId === this.#file.active }));
  }

  /** Makes a new key and wraps with it from now on. */
  async rotate(nowMs: number): Promise<string> {
    await this.reload();
    const next = newKey(nowMs);
    await this.#save({ ...this.#file, active: next.keyId, keys: [...this.#file.keys, next] });
    return next.keyId;
  }

  /** For good. Throws for the one that wraps; whoever calls has made sure that nothing hangs on it. */
  async destroy(keyId: string): Promise<void> {
    await this.reload();
    if (keyId === this.#file.active) throw new Error('The master key that wraps is not destroyed');
    await this.#save({ ...this.#file, keys: this.#file.keys.filter((one) => one.keyId !== keyId) });
  }

  async wrap(keyFile: Uint8Array, { recordingId, epoch }: KeyPlace): Promise<string> {
    const { active } = this.#file;
    return new CompactEncrypt(keyFile)
      .setProtectedHeader({ alg: MASTER_WRAP_ALG, enc: ENC, kid: active, recordingId, epoch })
      .encrypt(this.#find(active) ?? unknown());
  }

  /** Rejects for anything that was not wrapped for this place by a key that is still here. */
  async unwrap(wrapped: string, place: KeyPlace): Promise<Uint8Array> {
    const { kid, recordingId, epoch } = decodeProtectedHeader(wrapped) as Readonly<Record<string, unknown>>;
    if (typeof kid !== 'string') throw new Error('Not a key of an archive');
    if (recordingId !== place.recordingId || epoch !== place.epoch) throw new Error('The key of another recording');
    if (this.#find(kid) === null) await this.reload();
    const { plaintext } = await compactDecrypt(wrapped, this.#find(kid) ?? unknown(), {
      keyManagementAlgorithms: [MASTER_WRAP_ALG],
      contentEncryptionAlgorithms: [ENC],
    });
    return plaintext;
  }

  async reload(): Promise<void> {
    this.#file = KeyFile.parse(JSON.parse(await readFile(this.#path, 'utf8')));
  }

  async #save(file: KeyFile): Promise<void> {
    await replaceSecretFile(this.#path, JSON.stringify(file));
    this.#file = file;
  }

  #find(keyId: string): KeyObject | null {
    const found = this.#file.keys.find((one) => one.keyId === keyId);
    return found === undefined ? null : createSecretKey(Buffer.from(found.key, 'base64url'));
  }
}

function newKey(nowMs: number): KeyFile['keys'][number] {
  return { keyId: randomBytes(KEY_ID_BYTES).toString('base64url'), key: randomBytes(KEY_BYTES).toString('base64url'), madeAt: nowMs };
}

function unknown(): never {
  throw new Error('No such master key');
}
