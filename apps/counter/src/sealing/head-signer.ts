import { formatNoteKey, signHead, type NoteSigner } from '@guichet/evidence/sealing';
import { HEADS_AT_ONCE, type RecordingId, type SessionId, type SignedHead } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Prisma } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';

const EVERY_MS = 10_000;
/** Every sixth head, that is every minute of a call, is shown to an authority of time. */
const STAMPED_EVERY = 6;
const LIVE = ['starting', 'recording', 'degraded', 'stopped'];

interface HeadSignerOptions {
  readonly core: Core;
  readonly signer: NoteSigner;
  readonly authority: string;
  readonly everyMs?: number;
}

/**
 * Every ten seconds of a recorded call, and once more when its recording has ended: signs where log and recordings stand, and has it handed to the customer. From
 * then on nobody can tell it otherwise, the institution included.
 */
export class HeadSigner {
  readonly #options: HeadSignerOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;
  readonly #listeners: ((sessionId: SessionId, head: SignedHead) => void)[] = [];

  constructor(options: HeadSignerOptions) {
    this.#options = options;
  }

  /** What heads are verified with. */
  get logKey(): string {
    return formatNoteKey(this.#options.signer);
  }

  /** Told after the commit. */
  onSigned(listener: (sessionId: SessionId, head: SignedHead) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    const { everyMs = EVERY_MS } = this.#options;
    this.#timer = setTimeout(() => void this.signAll().finally(() => !this.#stopped && this.start()), everyMs);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Of every session whose recording has grown since its last head. */
  async signAll(): Promise<void> {
    const { core } = this.#options;
    try {
      const rows = await core.database.read((prisma) =>
        prisma.recording.findMany({
          where: { status: { in: LIVE }, chunks: { gt: 0 } },
          select: { sessionId: true },
          distinct: ['sessionId'],
        }),
      );
      for (const { sessionId } of rows) await this.sign(sessionId as SessionId);
    } catch (error) {
      core.logger.warn({ err: error }, 'heads could not be signed');
    }
  }

  /** The recording has just ended: its customer need not wait for the next round. */
  async signNow(sessionId: SessionId): Promise<void> {
    await this.sign(sessionId).catch((error: unknown) => this.#options.core.logger.warn({ err: error }, 'a head could not be signed'));
  }

  /** Signs one more head, unless the last one says the same. */
  async sign(sessionId: SessionId): Promise<void> {
    const head = await this.#options.core.database.transaction((tx) => this.#sign(tx, sessionId));
    if (head !== null) this.#listeners.forEach((listener) => listener(sessionId, head));
  }

  async read(sessionId: SessionId, after: number): Promise<readonly SignedHead[]> {
    const where: Prisma.SignedHeadWhereInput = { sessionId, seq: { gt: after } };
    const rows = await this.#options.core.database.read((prisma) =>
      prisma.signedHead.findMany({ where, orderBy: { seq: 'asc' }, take: HEADS_AT_ONCE }),
    );
    return rows.map(({ seq, note }) => ({ seq, note }));
  }

  async #sign(tx: Tx, sessionId: SessionId): Promise<SignedHead | null> {
    const { core, signer, authority } = this.#options;
    const session = await lockSession(tx, sessionId);
    // What comes after the seal is not under it, and a head over that would fit no package.
    if ((await tx.seal.count({ where: { sessionId, status: { not: 'pending' } } })) > 0) return null;
    const recordings = await tx.recording.findMany({
      where: { sessionId, chunks: { gt: 0 } },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    });
    const last = await tx.signedHead.findFirst({ where: { sessionId }, orderBy: { seq: 'desc' } });
    const state = recordings.map(({ id, chunks, head }) => ({ recordingId: id as RecordingId, chunk: chunks, head: head ?? '' }));
    if (state.length === 0 || last?.note.includes(`\nlog ${session.lastSeq} `) === true) return null;
    const seq = (last?.seq ?? 0) + 1;
    const atMs = core.clock();
    const note = await signHead(
      { sessionId, seq, atMs, log: { event: session.lastSeq, hash: session.lastHash }, recordings: state },
      signer,
    );
    const at = new Date(atMs);
    await tx.signedHead.create({ data: { sessionId, seq, at, note } });
    if (seq % STAMPED_EVERY === 1) await tx.headStamp.create({ data: { sessionId, seq, authority, askedAt: at } });
    return { seq, note };
  }
}
