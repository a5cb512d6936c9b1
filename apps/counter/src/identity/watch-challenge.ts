import type { LivenessFrame } from '@guichet/identity/pool';
import type { SessionId } from '@guichet/protocol';
import type { CheckHint } from '@guichet/workflow';
import type { TakenStill } from '../nodes/media-plane.ts';
import { livenessHint } from './hints.ts';
import type { IdentityChecks } from './identity-checks.ts';
import type { IdentityEngines } from './identity-engines.ts';
import type { TakeStills } from './take-stills.ts';

/** Enough for a face at arm's length; more only costs time. */
const HEIGHT_PX = 480;
/** A turn of the head takes about a second. */
const EVERY_MS = 200;
const AT_ONCE = 8;
/** Nothing that comes later changes these. */
const FINAL: ReadonlySet<string> = new Set(['followed', 'several_people', 'face_changed']);

interface Watch {
  readonly sessionId: SessionId;
  readonly challenge: string;
  /** Names the picture, `<round>.<challenge>`. */
  readonly what: string;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

interface Parts {
  readonly engines: IdentityEngines;
  readonly identity: IdentityChecks;
  readonly takeStills: TakeStills;
}

export interface Watched {
  /** The picture that shows the face best; null where none could be taken. */
  readonly best: TakenStill | null;
  /** `image` is the address under which the picture was kept. */
  readonly hint: (image: string | null) => CheckHint | null;
}

/**
 * Watches what is recorded of a face until the challenge was followed, or its time is up. The face has to be that of the challenge before, whose kept
 * picture it is held against: whoever takes the place in between is somebody else.
 */
export async function watchChallenge({ engines, identity, takeStills }: Parts, watch: Watch): Promise<Watched> {
  const { sessionId, challenge, what, withinMs, signal } = watch;
  const known = await knownFaces(engines, identity, sessionId, what);
  const untilMs = performance.now() + withinMs;
  const frames: LivenessFrame[] = [];
  const stills: TakenStill[] = [];
  let verdict = engines.judge(challenge, frames, known);
  do {
    const taken = await takeStills(sessionId, { heightPx: HEIGHT_PX, everyMs: EVERY_MS, count: AT_ONCE });
    const looks = taken.length === 0 ? null : await engines.look(taken);
    if (looks === null) break;
    frames.push(...looks);
    stills.push(...taken);
    verdict = engines.judge(challenge, frames, known);
  } while (!FINAL.has(verdict.reason) && performance.now() < untilMs && !signal.aborted);
  return {
    best: stills[verdict.bestFrame ?? 0] ?? null,
    hint: (image) => livenessHint({ challenge, verdict, frames, image }),
  };
}

async function knownFaces(engines: IdentityEngines, identity: IdentityChecks, sessionId: SessionId, what: string): Promise<Float32Array[]> {
  const [round] = what.split('.');
  const before = await identity.latestStill(sessionId, { check: 'liveness', what: { startsWith: `${round}.`, not: what } });
  return before === null ? [] : ((await engines.embeddingsOf([before.jpeg])) ?? []);
}
