import { createHash } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { gatePicture } from '@guichet/identity/pool';
import { AppError, MAX_STILL_BYTES, type SessionId, type StillId } from '@guichet/protocol';
import { compiledNode } from '@guichet/workflow';
import { z } from 'zod';
import type { Core } from '../sessions/core.ts';
import { toSessionRow } from '../sessions/session-row.ts';
import type { IdentityChecks } from './identity-checks.ts';

/** A customer's line takes some seconds for a megabyte; the reading goes on without it then. */
const ARRIVES_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 150;
/** The first bytes of a JPEG (ITU-T T.81 B.1.1.3: SOI, and the first byte of a marker). */
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** What of an open step's data says which pictures were announced. */
const Announced = z.object({
  captures: z.record(z.string(), z.object({ still: z.object({ hash: z.string(), finding: z.string().nullable() }).optional() })),
});

/** Which still it is: a page announces it by its hash before it sends it, so that it cannot be made after the recording was looked at. */
export interface SentStill {
  readonly sessionId: SessionId;
  readonly nodeRunId: string;
  readonly side: string;
  readonly hash: string;
}

export interface ArrivedStill {
  readonly stillId: StillId;
  readonly jpeg: Buffer;
}

/** Pictures that customers' pages send beside the video. Each is kept encrypted with those of its check, whatever comes of it. */
export class SentStills {
  readonly #core: Core;
  readonly #identity: IdentityChecks;

  constructor(core: Core, identity: IdentityChecks) {
    this.#core = core;
    this.#identity = identity;
  }

  /** Throws `bad_request` for what is no JPEG, `payload_too_large`, and `wrong_state` for what no open step of the session has announced and still waits for. */
  async take(still: Omit<SentStill, 'hash'>, jpeg: Buffer): Promise<void> {
    if (jpeg.length > MAX_STILL_BYTES) throw new AppError('payload_too_large');
    const hash = createHash('sha256').update(jpeg).digest('hex');
    if (!(await this.#isAwaited({ ...still, hash }))) throw new AppError('wrong_state');
    requireJpeg(jpeg);
    const { sessionId, side } = still;
    const [check, what] = ['identity_document', `${side}.still`];
    const takenAtMs = this.#core.clock();
    await this.#identity.keepStill({ sessionId, idempotencyKey: keyOf({ ...still, hash }), check, what, jpeg, takenAtMs });
  }

  /** The still, when it comes; null when its time is up. */
  async arrived(still: SentStill, signal: AbortSignal): Promise<ArrivedStill | null> {
    const untilMs = performance.now() + ARRIVES_WITHIN_MS;
    for (;;) {
      const stillId = await this.#identity.findStill(keyOf(still));
      if (stillId !== null) return { stillId, jpeg: (await this.#identity.readStill(stillId, {})).jpeg };
      if (performance.now() >= untilMs) return null;
      await after(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  async #isAwaited({ sessionId, nodeRunId, side, hash }: SentStill): Promise<boolean> {
    const { database, flows } = this.#core;
    return database.read(async (prisma) => {
      const session = await prisma.session.findUnique({ where: { id: sessionId } });
      const run = session === null ? null : await flows.standing(prisma, toSessionRow(session));
      const step = run !== null && Object.hasOwn(run.state.open, nodeRunId) ? run.state.open[nodeRunId] : undefined;
      if (run === null || step === undefined) return false;
      if (compiledNode(run.flow, step.scopeId, step.nodeId).type.manifest.type !== 'identity-document') return false;
      const captures = Announced.safeParse(step.data).data?.captures ?? {};
      const announced = Object.hasOwn(captures, side) ? captures[side]?.still : undefined;
      return announced?.hash === hash && announced.finding === null;
    });
  }
}

const keyOf = ({ sessionId, nodeRunId, side, hash }: SentStill): string => `still:${sessionId}:${nodeRunId}:${side}:${hash}`;

/** One picture and nothing else: what engines would refuse is not kept either. */
function requireJpeg(bytes: Buffer): void {
  if (!bytes.subarray(0, JPEG.length).equals(JPEG)) throw new AppError('bad_request');
  try {
    gatePicture(bytes);
  } catch (error) {
    throw new AppError('bad_request', { cause: error });
  }
}
