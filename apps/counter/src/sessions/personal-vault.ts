import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { COMMITMENT_SALT_BYTES, commitmentTo, newCommitmentSalt, opensCommitment } from '@guichet/evidence';
import { AppError, type Commitment, type SessionId } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Tx } from '../database/database.ts';
import type { PersonalValue, PrismaClient } from '../database/generated/client.ts';
import { openSecret, sealSecret } from '../keys/sealed-secret.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of a sealed value; another layout gets another. */
const FORMAT = 1;

/**
 * Personal values of a session, outside the log that only commits to them. Each is sealed (AES-256-GCM, NIST SP 800-38D) with the
 * counter's data key, bound to its session, its name and its commitment, so that no row can be passed off as another. Erasing one takes the salt
 * along with the value: the commitment in the log then says nothing any more, and the log stays whole.
 */
export class PersonalVault {
  readonly #dataKey: KeyObject;
  readonly #clock: Clock;
  /** What a transaction has committed to, for whoever asks for it before the transaction ends. */
  readonly #fresh = new WeakMap<object, Map<string, unknown>>();

  constructor(options: { readonly dataKey: KeyObject; readonly clock: Clock }) {
    this.#dataKey = options.dataKey;
    this.#clock = options.clock;
  }

  /** Keeps a value (any JSON) and returns what the log may say of it. */
  async commit(tx: Tx, sessionId: SessionId, name: string, value: unknown): Promise<Commitment> {
    const salt = newCommitmentSalt();
    const commitment = commitmentTo(salt, value);
    const plain = Buffer.concat([salt, Buffer.from(JSON.stringify(value), 'utf8')]);
    await tx.personalValue.create({ data: { sessionId, commitment, name, sealed: this.#seal(plain, { sessionId, commitment, name }) } });
    const fresh = this.#fresh.get(tx) ?? new Map<string, unknown>();
    this.#fresh.set(tx, fresh.set(commitment, value));
    return commitment;
  }

  /** The value behind a commitment, or null once it was erased. Throws `internal` for a row that was tampered with. */
  async reveal(reader: Tx | PrismaClient, sessionId: SessionId, commitment: Commitment): Promise<unknown> {
    const fresh = this.#fresh.get(reader);
    if (fresh?.has(commitment) === true) return fresh.get(commitment);
    const row = await reader.personalValue.findUnique({ where: { sessionId_commitment: { sessionId, commitment } } });
    return row === null ? null : this.#open(row);
  }

  /** Every value of the name that was not erased, by commitment. */
  async revealAll(
    reader: Tx | PrismaClient,
    sessionId: SessionId,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly name: string; readonly value: unknown }>> {
    const rows = await reader.personalValue.findMany({ where: { sessionId, name: { in: [...names] } } });
    return new Map(rows.map((row) => [row.commitment, { name: row.name, value: this.#open(row) }]));
  }

  /** Every value of a session that was not erased, with the salt that opens its commitment; in the order of the commitments. */
  async openAll(
    reader: Tx | PrismaClient,
    sessionId: SessionId,
  ): Promise<readonly { readonly commitment: string; readonly name: string; readonly salt: Uint8Array; readonly value: unknown }[]> {
    const rows = await reader.personalValue.findMany({ where: { sessionId, sealed: { not: null } }, orderBy: { commitment: 'asc' } });
    return rows.flatMap((row) => {
      const opened = this.#openWithSalt(row);
      return opened === null ? [] : [{ commitment: row.commitment, name: row.name, ...opened }];
    });
  }

  /** Removes value and salt for good; repeating it changes nothing. */
  async erase(tx: Tx, sessionId: SessionId, commitment: Commitment): Promise<void> {
    await tx.personalValue.updateMany({
      where: { sessionId, commitment, erasedAt: null },
      data: { sealed: null, erasedAt: new Date(this.#clock()) },
    });
  }

  /** Seals something else that holds personal values (any JSON) for one column, bound to its `place`. */
  sealAt(place: string, value: unknown): Uint8Array<ArrayBuffer> {
    return sealSecret(this.#dataKey, place, Buffer.from(JSON.stringify(value), 'utf8'));
  }

  /** Throws `internal` for anything that was not sealed for this place. */
  openAt(place: string, sealed: Uint8Array): unknown {
    try {
      return JSON.parse(openSecret(this.#dataKey, place, sealed).toString('utf8'));
    } catch (error) {
      throw new AppError('internal', { cause: error });
    }
  }

  #seal(plain: Buffer, place: Place): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#dataKey, nonce).setAAD(boundTo(place));
    return new Uint8Array(Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  }

  #open(row: PersonalValue): unknown {
    return this.#openWithSalt(row)?.value ?? null;
  }

  #openWithSalt(row: PersonalValue): { readonly salt: Uint8Array; readonly value: unknown } | null {
    if (row.sealed === null) return null;
    const sealed = Buffer.from(row.sealed);
    try {
      if (sealed[0] !== FORMAT) throw new Error('Unknown format of a sealed value');
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, this.#dataKey, nonce).setAAD(boundTo(row)).setAuthTag(sealed.subarray(-TAG_BYTES));
      const plain = Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      const salt = new Uint8Array(plain.subarray(0, COMMITMENT_SALT_BYTES));
      const value: unknown = JSON.parse(plain.subarray(COMMITMENT_SALT_BYTES).toString('utf8'));
      if (!opensCommitment(row.commitment as Commitment, salt, value)) throw new Error('A value is not what was committed to');
      return { salt, value };
    } catch (error) {
      throw new AppError('internal', { cause: error });
    }
  }
}

type Place = Pick<PersonalValue, 'sessionId' | 'commitment' | 'name'>;

const boundTo = ({ sessionId, commitment, name }: Place): Buffer => Buffer.from(JSON.stringify([sessionId, name, commitment]), 'utf8');
