import type { SessionId, StillId } from '@guichet/protocol';
import type { CheckHint } from '@guichet/workflow';
import type { TakenStill } from '../nodes/media-plane.ts';
import { comparisonHint } from './hints.ts';
import type { IdentityChecks } from './identity-checks.ts';
import type { IdentityEngines } from './identity-engines.ts';

/** Sides of documents that carry the photograph. */
const WITH_PHOTOGRAPH = ['portrait', 'data_page'];

interface Match {
  readonly sessionId: SessionId;
  readonly live: readonly TakenStill[];
  /** A picture that the bank has, in base64; null: the photograph of the document. */
  readonly reference: string | null;
  readonly addressOf: (stillId: StillId) => string;
  readonly signal: AbortSignal;
}

/**
 * Compares the face before the camera with the photograph of the document that was shown, or with a picture that the bank has; and with the face that
 * followed the challenges, so that nobody hands over to somebody else in between. Null where no engine answered.
 */
export async function matchFaces(
  { engines, identity }: { readonly engines: IdentityEngines; readonly identity: IdentityChecks },
  { sessionId, live, reference, addressOf, signal }: Match,
): Promise<{ readonly best: number; readonly hint: (image: string | null) => CheckHint | null }> {
  const pictures = live.map(({ jpeg }) => jpeg);
  const photograph =
    reference === null ? await identity.latestStill(sessionId, { check: 'identity_document', what: { in: WITH_PHOTOGRAPH } }) : null;
  const known = reference === null ? (photograph?.jpeg ?? null) : Buffer.from(reference, 'base64');
  if (known === null) return { best: 0, hint: () => ({ ...NO_REFERENCE, fields: [] }) };
  const comparison = await engines.compare(known, pictures, signal);
  if (comparison === null) return { best: 0, hint: () => null };
  const alive = await identity.latestStill(sessionId, { check: 'liveness' });
  const again = alive === null ? null : await engines.compareHere(alive.jpeg, pictures);
  return {
    best: comparison.liveIndex ?? 0,
    hint: (image) => {
      const hint = comparisonHint({ comparison, reference: photograph === null ? null : addressOf(photograph.stillId), live: image });
      if (again?.outcome === 'no_match') return { ...hint, decision: 'fail', reason: 'other_than_before' };
      const isUnsure = again?.outcome === 'person' && hint.decision === 'pass';
      return isUnsure ? { ...hint, decision: 'not_evaluated', reason: 'unsure_as_before' } : hint;
    },
  };
}

const NO_REFERENCE = {
  engine: 'guichet',
  engineVersion: '1',
  decision: 'not_evaluated',
  confidence: null,
  reason: 'no_reference',
} as const;
