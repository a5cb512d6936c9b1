import type { ChallengeVerdict, LivenessFrame } from '@guichet/identity/pool';
import type { SessionId } from '@guichet/protocol';
import type { CheckHint } from '@guichet/workflow';
import type { TakenStill } from '../nodes/media-plane.ts';
import { digitsHint } from './digits-hint.ts';
import type { HeardSpan } from './hear-signs.ts';
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

/** What speaks against a person whatever they say. */
const AGAINST: ReadonlySet<string> = new Set(['several_people', 'face_changed']);

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
  const { challenge } = watch;
  const { frames, verdict, best } = await watchFaces({ engines, identity, takeStills }, watch, ({ reason }) => FINAL.has(reason));
  return { best, hint: (image) => livenessHint({ challenge, verdict, frames, image }) };
}

interface Faces {
  readonly frames: readonly LivenessFrame[];
  readonly verdict: ChallengeVerdict;
  readonly best: TakenStill | null;
}

/** Looks at faces until `isOver`, or the time is up. */
async function watchFaces(
  { engines, identity, takeStills }: Parts,
  { sessionId, challenge, what, withinMs, signal }: Watch,
  isOver: (verdict: ChallengeVerdict) => boolean,
): Promise<Faces> {
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
  } while (!isOver(verdict) && performance.now() < untilMs && !signal.aborted);
  return { frames, verdict, best: stills[verdict.bestFrame ?? 0] ?? null };
}

/**
 * Watches and listens while digits are read aloud: the digits that were shown, by the one face that was there before, whose mouth moves. What is only heard
 * passes nothing, as anybody in the room can say it.
 */
export async function watchDigits(
  parts: Parts & { readonly hear: (within: { readonly withinMs: number; readonly signal: AbortSignal }) => Promise<HeardSpan> },
  watch: Watch,
): Promise<Watched> {
  let isHeard = false;
  const hearing = parts.hear(watch).finally(() => (isHeard = true));
  const looking = watchFaces(parts, watch, ({ reason }) => isHeard || AGAINST.has(reason));
  const [heard, { frames, verdict, best }] = await Promise.all([hearing, looking]);
  return { best, hint: (image) => digitsHint({ challenge: watch.challenge, verdict, frames, image, heard }) };
}

async function knownFaces(engines: IdentityEngines, identity: IdentityChecks, sessionId: SessionId, what: string): Promise<Float32Array[]> {
  const [round] = what.split('.');
  const before = await identity.latestStill(sessionId, { check: 'liveness', what: { startsWith: `${round}.`, not: what } });
  return before === null ? [] : ((await engines.embeddingsOf([before.jpeg])) ?? []);
}
