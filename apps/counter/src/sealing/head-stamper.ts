import { imprintOf } from '@guichet/evidence/sealing';
import type { Core } from '../sessions/core.ts';
import type { TimeAuthority } from './time-authority.ts';

const LOOK_EVERY_MS = 2_000;
const AT_ONCE = 20;
/** An authority that is away is asked again about the same head after this long. */
const ASK_AGAIN_AFTER_MS = 15_000;
/** What is older is in no package any more. */
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

interface HeadStamperOptions {
  readonly core: Core;
  readonly authority: TimeAuthority;
}

/** Has heads time-stamped while the session goes on; what an authority that is away owes, it is asked again. */
export class HeadStamper {
  readonly #options: HeadStamperOptions;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(options: HeadStamperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(() => void this.stampDue().finally(() => !this.#stop.signal.aborted && this.start()), LOOK_EVERY_MS);
  }

  stop(): void {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Those that wait and are due; the first one that an authority doesn't answer ends the round. */
  async stampDue(): Promise<void> {
    const { core, authority } = this.#options;
    try {
      const now = core.clock();
      const due = await core.database.read((prisma) =>
        prisma.headStamp.findMany({
          where: { stampedAt: null, askedAt: { lte: new Date(now), gt: new Date(now - GIVEN_UP_AFTER_MS) } },
          orderBy: { askedAt: 'asc' },
          take: AT_ONCE,
        }),
      );
      for (const { sessionId, seq } of due) {
        const key = { sessionId_seq: { sessionId, seq } };
        // Before it is asked: an authority that lets us wait is not asked the same meanwhile.
        await core.database.read((prisma) =>
          prisma.headStamp.update({ where: key, data: { askedAt: new Date(now + ASK_AGAIN_AFTER_MS) } }),
        );
        const { note } = await core.database.read((prisma) => prisma.signedHead.findUniqueOrThrow({ where: key }));
        const { token, atMs } = await authority.stamp(imprintOf(Buffer.from(note)), this.#stop.signal);
        await core.database.read((prisma) => prisma.headStamp.update({ where: key, data: { token, stampedAt: new Date(atMs) } }));
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) core.logger.warn({ err: error }, 'heads could not be time-stamped');
    }
  }
}
