import type { DocumentReading } from '@guichet/identity/pool';
import type { SessionId, StillId } from '@guichet/protocol';
import type { SpeechEngine } from '@guichet/speech';
import { type CheckHint, effectContracts } from '@guichet/workflow';
import type { EffectAnswer, EffectRequest, FlowServices } from '../flows/flow-services.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import { mayProcessFace } from './face-consent.ts';
import { hearSigns } from './hear-signs.ts';
import { heldBeside } from './held-beside.ts';
import { readingHint } from './hints.ts';
import type { IdentityChecks } from './identity-checks.ts';
import type { IdentityEngines } from './identity-engines.ts';
import { lookAtDocument } from './look-at-document.ts';
import type { Looked } from './looked.ts';
import { matchFaces } from './match-faces.ts';
import { numberAsRead } from './number-as-read.ts';
import type { SentStills } from './sent-stills.ts';
import type { ShownDocuments } from './shown-documents.ts';
import { takeStillsOf } from './take-stills.ts';
import { watchChallenge, watchDigits } from './watch-challenge.ts';

interface Parts {
  readonly identity: IdentityChecks;
  readonly shown: ShownDocuments;
  readonly sentStills: SentStills;
  readonly media: MediaPlane;
  /** Null: this counter has none, and the agent's eye is all there is. */
  readonly engines: IdentityEngines | null;
  /** Null: what is read aloud is for a person to hear. */
  readonly speech: SpeechEngine | null;
}

/** Where a picture of a check is read from, by the staff whose panel shows it. */
const addressOf = (stillId: string): string => `/v1/identity-stills/${stillId}`;

const OF_A_FACE = { heightPx: 720, everyMs: 250, count: 4 } as const;

/** Of what no engine here can judge, such as a hand before the face: nothing is guessed, and the agent is told that it is theirs to see. */
const FOR_A_PERSON: CheckHint = {
  engine: 'guichet',
  engineVersion: '1',
  decision: 'not_evaluated',
  confidence: null,
  reason: 'for_a_person',
  fields: [],
};

/** What flows ask for when somebody's identity is checked: a picture of what was looked at, what an engine makes of it, and the result to be kept. */
export function registerIdentityServices(
  services: FlowServices,
  core: Core,
  { identity, shown, sentStills, media, engines, speech }: Parts,
): void {
  const takeStills = takeStillsOf(core, media);
  const ofDocuments = { core, takeStills, sentStills, addressOf };
  const one = async (sessionId: SessionId): Promise<Looked> => ({
    still: (await takeStills(sessionId, null))[0] ?? null,
    hint: () => null,
  });

  async function lookAtFace(payload: CheckPayload, sessionId: SessionId, signal: AbortSignal): Promise<Looked> {
    const { check, what, engine, challenges, withinMs, reference, digits } = payload;
    if (engines === null || !engine) return one(sessionId);
    if (check === 'liveness') {
      const [challenge] = challenges;
      if (digits !== undefined && withinMs !== undefined && challenge !== undefined) {
        const signs = () => Promise.resolve(digits);
        const hear = (within: Within) => hearSigns({ core, media, speech }, { sessionId, signs, ...within });
        const { best, hint } = await watchDigits({ engines, identity, takeStills, hear }, { sessionId, challenge, what, withinMs, signal });
        return { still: best, hint };
      }
      if (withinMs === undefined || challenge === undefined) return { ...(await one(sessionId)), hint: () => FOR_A_PERSON };
      const { best, hint } = await watchChallenge({ engines, identity, takeStills }, { sessionId, challenge, what, withinMs, signal });
      return { still: best, hint };
    }
    const stills = await takeStills(sessionId, OF_A_FACE);
    const [first = null] = stills;
    if (first === null) return { still: null, hint: () => null };
    const { best, hint } = await matchFaces(
      { engines, identity },
      { sessionId, live: stills, reference: reference ?? null, addressOf, signal },
    );
    return { still: stills[best] ?? first, hint };
  }

  /** What was read, with all that is held against it beside what stands on that side. */
  async function holdBeside(
    reading: DocumentReading,
    { documentType, what, duplicates }: CheckPayload,
    at: Place,
  ): Promise<DocumentReading> {
    if (documentType === null || duplicates === undefined) return reading;
    return heldBeside({ core, identity, shown }, { ...at, documentType, what, reading, duplicates });
  }

  /** The counter was ended between keeping a picture and answering: what was read on it is known, and nothing is looked at twice. */
  async function hintAgain(stillId: StillId, asked: CheckPayload, at: Place): Promise<CheckHint | null> {
    const read = await identity.readingOn(stillId);
    return read === null ? null : readingHint(await holdBeside(read.reading, asked, at), addressOf(stillId));
  }

  services.register('identity.check', {
    where: 'outside',
    personal: true,
    run: async ({ payload, sessionId, nodeRunId, idempotencyKey }: EffectRequest, signal): Promise<EffectAnswer> => {
      const asked = effectContracts['identity.check'].payload.parse(payload);
      const { check, what, documentType, engine, still: hash } = asked;
      // A face of which nobody may make more than was agreed to is not pictured either. Flows say so by `engine`; the log has the last word.
      if (check !== 'identity_document' && !(engine && (await mayProcessFace(core, sessionId)))) {
        return { ok: true, what, image: null, hint: null };
      }
      const before = await identity.findStill(idempotencyKey);
      if (before !== null) {
        // What was found of a picture that a page announced is not known any more: nothing is said rather than half of it.
        const hint = hash === undefined ? await hintAgain(before, asked, { sessionId, nodeRunId }) : null;
        return { ok: true, what, image: addressOf(before), hint };
      }
      const announced = hash === undefined ? null : { sessionId, nodeRunId, side: what, hash };
      const looked =
        check === 'identity_document'
          ? await lookAtDocument({ ...ofDocuments, engines: engine ? engines : null }, { sessionId, documentType, what, announced }, signal)
          : await lookAtFace(asked, sessionId, signal);
      const sent = looked.sent === undefined ? {} : { still: looked.sent };
      // A picture that is taken when this is tried again would show something else: the agent looks at the video instead, and is told so.
      if (looked.still === null) return { ok: true, what, image: null, hint: check === 'liveness' ? looked.hint(null) : null, ...sent };
      const { jpeg, atMs: takenAtMs } = looked.still;
      const reading = looked.read === undefined ? null : { documentType, reading: looked.read };
      const stillId = await identity.keepStill({ sessionId, idempotencyKey, nodeRunId, check, what, jpeg, takenAtMs, reading });
      const held = looked.read === undefined ? undefined : await holdBeside(looked.read, asked, { sessionId, nodeRunId });
      return { ok: true, what, image: addressOf(stillId), hint: looked.hint(addressOf(stillId), held), ...sent };
    },
  });

  services.register('identity.listen', {
    where: 'outside',
    run: async ({ payload, sessionId, nodeRunId }: EffectRequest, signal): Promise<EffectAnswer> => {
      const { signs: known, shownSinceMs: sinceMs, withinMs } = effectContracts['identity.listen'].payload.parse(payload);
      const signs = async () =>
        known ?? (sinceMs === undefined ? null : await numberAsRead(identity, { sessionId, nodeRunId, sinceMs, signal }));
      return { ok: true, ...(await hearSigns({ core, media, speech }, { sessionId, signs, withinMs, signal })) };
    },
  });

  services.register('identity.lookUp', {
    where: 'inside',
    personal: true,
    run: async (tx, { id: sessionId }, { payload }) => {
      const { documentType, idNumber, name, duplicates } = effectContracts['identity.lookUp'].payload.parse(payload);
      const checks = await shown.lookUp(tx, { sessionId, documentType, idNumber, name, isWritten: true }, duplicates);
      return { ok: true, idNumber, checks: checks.map((check) => ({ ...check })) };
    },
  });

  services.register('identity.keep', {
    where: 'inside',
    personal: true,
    run: async (tx, session, { payload, flowRunId, nodeRunId, idempotencyKey }) => {
      const { result, documentType } = effectContracts['identity.keep'].payload.parse(payload);
      const kept = await identity.keep(tx, { sessionId: session.id, flowRunId, nodeRunId, idempotencyKey, result, documentType });
      const written = (name: string) => result.fields.find((field) => field.name === name)?.value ?? null;
      const idNumber = written('idNumber');
      if (result.check === 'identity_document' && result.decision === 'pass' && documentType !== null && idNumber !== null)
        await shown.note(tx, { sessionId: session.id, documentType, idNumber, name: written('name'), isWritten: true });
      return { ok: true, ...kept };
    },
  });
}

interface Within {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

interface Place {
  readonly sessionId: SessionId;
  readonly nodeRunId: string;
}

type CheckPayload = ReturnType<(typeof effectContracts)['identity.check']['payload']['parse']>;
