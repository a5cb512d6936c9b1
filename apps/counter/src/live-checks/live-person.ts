import type { CheckEngine, SessionId } from '@guichet/protocol';
import type { RulePack } from '@guichet/rules';
import { mayProcessFace } from '../identity/face-consent.ts';
import type { IdentityChecks } from '../identity/identity-checks.ts';
import type { IdentityEngines } from '../identity/identity-engines.ts';
import type { Core } from '../sessions/core.ts';

/** Whether the face on a picture is that of somebody else than the one who was identified, and how alike they are. */
export interface PersonSeen {
  readonly differs: boolean;
  readonly score: number;
  readonly engine: CheckEngine;
}

/** Null where nothing can be said: nobody was identified, nobody agreed to it, no engine answers, or it is not sure. */
export type CompareWithIdentified = (sessionId: SessionId, jpeg: Buffer) => Promise<PersonSeen | null>;

interface Parts {
  readonly core: Core;
  readonly identity: IdentityChecks;
  readonly engines: IdentityEngines | null;
  readonly packs: readonly RulePack[];
}

/** Only where a rule that is on asks whose face it is; null: nobody compares. */
export function comparing({ core, identity, engines, packs }: Parts): CompareWithIdentified | null {
  const isAsked = packs.some(({ rules }) =>
    rules.some(({ on, parameters: { checks } }) => on && Array.isArray(checks) && checks.includes('different_person')),
  );
  if (!isAsked || engines === null) return null;
  return async (sessionId, jpeg) => {
    // Before each look: the customer may take their word back.
    if (!(await mayProcessFace(core, sessionId))) return null;
    const known = await identity.latestStill(sessionId, { check: 'face_match' });
    const compared = known === null ? null : await engines.compareHere(known.jpeg, [jpeg]);
    if (compared?.outcome !== 'match' && compared?.outcome !== 'no_match') return null;
    const { outcome, score, engine } = compared;
    return { differs: outcome === 'no_match', score: score ?? 0, engine: { name: engine.name, version: engine.version } };
  };
}
