import type { CheckEngine, SessionId } from '@guichet/protocol';
import type { RulePack } from '@guichet/rules';
import { mayProcessFace } from '../identity/face-consent.ts';
import type { IdentityChecks } from '../identity/identity-checks.ts';
import type { IdentityEngines } from '../identity/identity-engines.ts';
import type { Core } from '../sessions/core.ts';

/** Whether the face on a picture is that of somebody else than the one who was identified (null: the engine is not sure), and how alike they are. */
export interface PersonSeen {
  readonly differs: boolean | null;
  readonly score: number;
  readonly engine: CheckEngine;
}

/**
 * Null where nobody compares: nobody was identified, nobody agreed to it, no engine answers.
 *
 * @param takeStills of what is recorded, as JPEG; asked for only when there is something to hold them against. What is said is said of the one most alike
 */
export type CompareWithIdentified = (sessionId: SessionId, takeStills: () => Promise<readonly Buffer[]>) => Promise<PersonSeen | null>;

interface Parts {
  readonly core: Core;
  readonly identity: Pick<IdentityChecks, 'latestStill'>;
  readonly engines: Pick<IdentityEngines, 'compareHere'> | null;
  readonly packs: readonly Pick<RulePack, 'rules'>[];
}

/** Only where a rule that is on asks whose face it is; null: nobody compares. */
export function comparing({ core, identity, engines, packs }: Parts): CompareWithIdentified | null {
  const isAsked = packs.some(({ rules }) =>
    rules.some(({ on, parameters: { checks } }) => on && Array.isArray(checks) && checks.includes('different_person')),
  );
  if (!isAsked || engines === null) return null;
  return async (sessionId, takeStills) => {
    // Before each look: the customer may take their word back.
    if (!(await mayProcessFace(core, sessionId))) return null;
    const known = await identity.latestStill(sessionId, { check: 'face_match' });
    if (known === null) return null;
    const compared = await engines.compareHere(known.jpeg, await takeStills());
    if (compared === null) return null;
    const { outcome, score, engine } = compared;
    const isSure = outcome === 'match' || outcome === 'no_match';
    return { differs: isSure ? outcome === 'no_match' : null, score: score ?? 0, engine: { name: engine.name, version: engine.version } };
  };
}
