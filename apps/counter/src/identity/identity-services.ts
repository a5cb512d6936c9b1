import type { SessionId } from '@guichet/protocol';
import { type CheckHint, effectContracts } from '@guichet/workflow';
import type { EffectAnswer, EffectRequest, FlowServices } from '../flows/flow-services.ts';
import type { MediaPlane, TakenStill } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import { mayProcessFace } from './face-consent.ts';
import { readingHint } from './hints.ts';
import type { IdentityChecks } from './identity-checks.ts';
import type { IdentityEngines } from './identity-engines.ts';
import { matchFaces } from './match-faces.ts';
import { takeStillsOf } from './take-stills.ts';
import { watchChallenge } from './watch-challenge.ts';

interface Parts {
  readonly identity: IdentityChecks;
  readonly media: MediaPlane;
  /** Null: this counter has none, and the agent's eye is all there is. */
  readonly engines: IdentityEngines | null;
}

/** Where a picture of a check is read from, by the staff whose panel shows it. */
const addressOf = (stillId: string): string => `/v1/identity-stills/${stillId}`;

/** A document is read from several pictures of it: a hand trembles. */
const OF_A_DOCUMENT = { heightPx: 1080, everyMs: 250, count: 3 } as const;
const OF_A_FACE = { heightPx: 720, everyMs: 250, count: 4 } as const;
/** As the reader names what a flow asks for. What it does not know it finds out. */
const READER_TYPES: Readonly<Record<string, string>> = {
  'cn_resident_id portrait': 'cn-id',
  'cn_resident_id emblem': 'cn-id-back',
  'passport data_page': 'passport',
};

/** What is kept of a check and what an engine says of it; `hint` is told where the picture stands. */
interface Looked {
  readonly still: TakenStill | null;
  readonly hint: (image: string | null) => CheckHint | null;
}

/** What flows ask for when somebody's identity is checked: a picture of what was looked at, what an engine makes of it, and the result to be kept. */
export function registerIdentityServices(services: FlowServices, core: Core, { identity, media, engines }: Parts): void {
  const takeStills = takeStillsOf(core, media);
  const one = async (sessionId: SessionId): Promise<Looked> => ({
    still: (await takeStills(sessionId, null))[0] ?? null,
    hint: () => null,
  });

  async function look(payload: CheckPayload, sessionId: SessionId, signal: AbortSignal): Promise<Looked> {
    const { check, what, documentType, engine, challenges, withinMs, reference } = payload;
    if (engines === null || !engine) return one(sessionId);
    if (check === 'liveness') {
      const [challenge] = challenges;
      if (withinMs === undefined || challenge === undefined) return one(sessionId);
      const { best, hint } = await watchChallenge({ engines, identity, takeStills }, { sessionId, challenge, what, withinMs, signal });
      return { still: best, hint };
    }
    const stills = await takeStills(sessionId, check === 'identity_document' ? OF_A_DOCUMENT : OF_A_FACE);
    const [first = null] = stills;
    if (first === null) return { still: null, hint: () => null };
    if (check === 'identity_document') {
      const reading = await engines.read(
        stills.map(({ jpeg }) => jpeg),
        READER_TYPES[`${documentType} ${what}`] ?? null,
      );
      return { still: first, hint: (image) => (reading === null ? null : readingHint(reading, image)) };
    }
    const { best, hint } = await matchFaces(
      { engines, identity },
      { sessionId, live: stills, reference: reference ?? null, addressOf, signal },
    );
    return { still: stills[best] ?? first, hint };
  }

  services.register('identity.check', {
    where: 'outside',
    personal: true,
    run: async ({ payload, sessionId, idempotencyKey }: EffectRequest, signal): Promise<EffectAnswer> => {
      const asked = effectContracts['identity.check'].payload.parse(payload);
      const { check, what } = asked;
      // A face of which nobody may make more than was agreed to is not pictured either. Flows say so by `engine`; the log has the last word.
      if (check !== 'identity_document' && !(asked.engine && (await mayProcessFace(core, sessionId)))) {
        return { ok: true, what, image: null, hint: null };
      }
      const before = await identity.findStill(idempotencyKey);
      if (before !== null) return { ok: true, what, image: addressOf(before), hint: null };
      const { still, hint } = await look(asked, sessionId, signal);
      // A picture that is taken when this is tried again would show something else: the agent looks at the video instead, and is told so.
      if (still === null) return { ok: true, what, image: null, hint: null };
      const stillId = await identity.keepStill({ sessionId, idempotencyKey, check, what, jpeg: still.jpeg, takenAtMs: still.atMs });
      return { ok: true, what, image: addressOf(stillId), hint: hint(addressOf(stillId)) as never };
    },
  });

  services.register('identity.keep', {
    where: 'inside',
    personal: true,
    run: async (tx, session, { payload, flowRunId, nodeRunId, idempotencyKey }) => {
      const { result, documentType } = effectContracts['identity.keep'].payload.parse(payload);
      const kept = await identity.keep(tx, { sessionId: session.id, flowRunId, nodeRunId, idempotencyKey, result, documentType });
      return { ok: true, ...kept };
    },
  });
}

type CheckPayload = ReturnType<(typeof effectContracts)['identity.check']['payload']['parse']>;
