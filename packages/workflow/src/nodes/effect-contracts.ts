import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { SignerKind, Strokes } from './document/handwriting.ts';
import type { JsonObject, NodeEffect, Signal } from './node-type.ts';
import { StillFinding, StillHash } from './identity-document/still-findings.ts';
import { HeardReason } from './shared/heard.ts';
import { BesideCheck, CheckHint, CheckResult } from './shared/check-result.ts';

export { SignerKind, Strokes };

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** What a customer reads before they agree to something or not. */
export const ConsentText = z.object({ title: LocalText, body: z.array(LocalText).min(1).max(20), withoutIt: LocalText.nullable() });
export type ConsentText = z.infer<typeof ConsentText>;

/** More than `most` sessions within so many days are too many for one document; null: none is. */
const Duplicates = z.object({ most: z.number().int().positive().nullable(), withinDays: z.number().int().positive() });

const Nothing = z.object({});
const Ref = z.string().max(64);
const Values = z.record(z.string(), z.json());

/** Where something is written by hand on a page: shares of the page as it is shown, from its top left corner. */
export const HandwritingField = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
  kind: z.enum(['signature', 'initials']),
  /** 1 is the first. */
  page: z.number().int().min(1).max(500),
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().min(0.01).max(1),
  height: z.number().min(0.01).max(1),
});

/**
 * What nodes ask of the outside and what they are answered, by kind. The payload is what the counter's handler gets; the answer is what it gives
 * beside `ok: true`. Whatever can't be done is answered `{ ok: false, code, retryable }`.
 */
export const effectContracts = {
  /** The session's own notice of that kind is (still) to be shown; `decision` where it was decided already. */
  'consent.show': {
    payload: z.object({ kind: z.string() }),
    answer: z.object({
      decision: z.enum(['accepted', 'refused']).nullable().default(null),
      textVersion: z.string().nullable().default(null),
    }),
  },
  /**
   * The text of a consent of its own, as it stands in the bank's files under that version, or `own` where the definition brings it; with what the log
   * says was shown: a SHA-256 for each language.
   */
  'consent.text': {
    payload: z.object({ kind: z.string(), textVersion: z.string(), own: ConsentText.nullable() }),
    answer: z.object({ text: ConsentText, hashes: z.object({ 'zh-CN': Hash, en: Hash }) }),
  },
  'check.start': { payload: Nothing, answer: Nothing },
  /** A place in the queue of the skill; null: of the session's service. Whoever has a place keeps it, unless it is to be taken `instead`. */
  'ticket.issue': {
    payload: z.object({ skill: z.string().nullable(), instead: z.boolean() }),
    answer: z.object({ number: z.string(), place: z.number().int().nonnegative(), accepted: z.boolean().default(false) }),
  },
  /** Sees to it that a call is there, with an agent or the virtual one. `live` and `recording` where that is so already. */
  'call.open': {
    payload: z.object({ mode: z.enum(['long', 'short']), with: z.enum(['agent', 'virtual_agent']) }),
    answer: z.object({ live: z.boolean().default(false), recording: z.boolean().default(false) }),
  },
  /** Ends the call but not the session. */
  'call.close': { payload: z.object({ mode: z.enum(['long', 'short']) }), answer: Nothing },
  'recording.pause': { payload: z.object({ rule: z.string(), reason: LocalText }), answer: Nothing },
  'recording.resume': { payload: Nothing, answer: Nothing },
  /** One call of a service that the bank has configured. Its address, secrets, time-outs and circuit are the counter's. */
  'service.call': {
    payload: z.object({ service: z.string(), operation: z.string(), request: Values }),
    answer: z.object({ response: Values.default({}) }),
  },
  'notify.send': {
    payload: z.object({ channel: z.enum(['sms', 'push', 'email', 'bank']), template: z.string(), params: Values }),
    answer: Nothing,
  },
  /**
   * Makes a code, sends it to the customer by the bank's systems, and answers with what a typed one is held against. The code itself is in no answer,
   * no row and no log; the same request, asked again, sends the same code.
   */
  'otp.send': {
    payload: z.object({
      channel: z.enum(['sms', 'push', 'email']),
      template: z.string(),
      digits: z.number().int().min(4).max(8),
      validSeconds: z.number().int().positive(),
    }),
    answer: z.object({ salt: z.string().max(64), mac: Hash }),
  },
  /** Whether what was typed is the code that was sent. */
  'otp.check': { payload: z.object({ salt: z.string(), mac: z.string(), code: z.string() }), answer: z.object({ matches: z.boolean() }) },
  /** Makes the PDF of a template with these values; the pages get it by its id. */
  'document.prepare': {
    payload: z.object({ template: z.string(), title: LocalText, params: Values }),
    answer: z.object({ documentId: z.string().max(64), hash: Hash, pages: z.number().int().min(1).max(500) }),
  },
  'document.seal': {
    payload: z.object({
      documentId: z.string(),
      hash: Hash,
      handwriting: z.array(z.object({ field: HandwritingField, strokes: Strokes, writtenAtMs: z.number().int().nonnegative() })),
      provider: SignerKind,
      reason: LocalText,
    }),
    answer: z.object({ documentId: z.string().max(64), originalHash: Hash, sealedHash: Hash, signerKind: SignerKind }),
  },
  /** The virtual agent says a line in the session's language; answered when it has been said. `ref` comes back. */
  'speech.speak': {
    payload: z.object({ ref: Ref, text: LocalText, voice: z.string().nullable() }),
    answer: z.object({ ref: Ref.optional(), durationMs: z.number().int().nonnegative().nullable().default(null) }),
  },
  /** Calls for a person with that skill; answered when somebody will be looked for. */
  'agent.escalate': {
    payload: z.object({ skill: z.string().nullable(), staffId: z.string().nullable(), reason: z.string(), summary: LocalText.nullable() }),
    answer: Nothing,
  },
  /** Makes a link for a third party and sends it where a number is given. The answer is personal: whoever has the link can come in. */
  'invite.send': {
    payload: z.object({ ref: Ref, role: z.string(), title: LocalText, name: z.string().nullable(), phone: z.string().nullable() }),
    answer: z.object({ invitationId: z.string().max(64), link: z.string().max(512).nullable().default(null) }),
  },
  /** Puts a task before people of that role. */
  'task.assign': {
    payload: z.object({
      role: z.enum(['checker', 'supervisor']),
      skill: z.string().nullable(),
      title: LocalText,
      makerId: z.string().nullable(),
    }),
    answer: Nothing,
  },
  /**
   * Keeps a picture of what is looked at and has an engine look at it, where one is there and `engine` allows it. `hint` null: none did; `image`
   * null: none could be taken. `what` comes back, so that the pictures of one check are told apart. With `withinMs` a movement is watched for so
   * long; the answer comes when it was seen, or when the time is up. `reference` names an output that holds a picture to be compared with, in base64.
   * `still` is the SHA-256 of a picture that the customer's page announced: it is used where it shows what was recorded, and what was found of it is answered.
   */
  'identity.check': {
    payload: z.object({
      check: z.enum(['identity_document', 'liveness', 'face_match']),
      what: z.string(),
      documentType: z.string().nullable(),
      engine: z.boolean(),
      challenges: z.array(z.string()),
      withinMs: z.number().int().positive().max(30_000).optional(),
      reference: z.string().max(200_000).nullable().optional(),
      still: StillHash.optional(),
      /** To be read aloud while it is watched, sign by sign. */
      digits: z
        .string()
        .regex(/^\d{1,12}$/)
        .optional(),
      /** Of a document: from how many sessions on it is shown too often. */
      duplicates: Duplicates.optional(),
    }),
    answer: z.object({
      what: z.string().optional(),
      image: z.string().max(200).nullable().default(null),
      hint: CheckHint.nullable().default(null),
      /** `image` null: it never came. */
      still: z
        .object({ image: z.string().max(200).nullable(), finding: StillFinding })
        .nullable()
        .optional(),
    }),
  },
  /**
   * Looks a document up that a person wrote down: whether others show it, and whether the bank takes it. From then on it is known to have been shown in
   * this session. The number comes back, so that an answer is told from one to what was written before.
   */
  'identity.lookUp': {
    payload: z.object({ documentType: z.string(), idNumber: z.string(), name: z.string().nullable(), duplicates: Duplicates }),
    answer: z.object({ idNumber: z.string().optional(), checks: z.array(BesideCheck).max(20).default([]) }),
  },
  /**
   * Listens to what the customer reads aloud from now on, for so long or until they have spoken. `signs` null: nobody knows yet what is to be read. Then it
   * is what an engine reads of the document that was shown since `shownSinceMs`; without it, whether somebody spoke is all that is told. Times of what was
   * heard are the recorder's.
   */
  'identity.listen': {
    payload: z.object({
      what: z.string(),
      signs: z.string().max(64).nullable(),
      shownSinceMs: z.number().int().optional(),
      withinMs: z.number().int().min(500).max(20_000),
    }),
    answer: z.object({
      heard: HeardReason.default('no_sound'),
      fromMs: z.number().int().nullable().default(null),
      untilMs: z.number().int().nullable().default(null),
      engine: z
        .object({ name: z.string().max(64), version: z.string().max(64) })
        .nullable()
        .default(null),
    }),
  },
  /** Keeps what came of a check, whoever decided it, so that it can be looked at later. */
  'identity.keep': {
    payload: z.object({ result: CheckResult, documentType: z.string().nullable() }),
    answer: z.object({ verificationId: z.string().max(64) }),
  },
  'session.end': { payload: z.object({ outcome: z.string() }), answer: Nothing },
} as const satisfies Record<string, { readonly payload: z.ZodType; readonly answer: z.ZodType }>;

export type EffectKind = keyof typeof effectContracts;
export type EffectPayload<Kind extends EffectKind> = z.input<(typeof effectContracts)[Kind]['payload']>;
export type EffectResult<Kind extends EffectKind> = z.output<(typeof effectContracts)[Kind]['answer']>;

/** A request of that kind, in the shape its handler expects. */
export function request<Kind extends EffectKind>(kind: Kind, payload: EffectPayload<Kind>): NodeEffect {
  return { kind, payload: payload as JsonObject };
}

export type Answered<Kind extends EffectKind> =
  | { readonly ok: true; readonly result: EffectResult<Kind> }
  | { readonly ok: false; readonly code: string; readonly retryable: boolean };

/** The answer to a request of that kind; null when the signal is something else. What doesn't have the agreed shape is a failure. */
export function answerTo<Kind extends EffectKind>(kind: Kind, { name, payload }: Signal): Answered<Kind> | null {
  if (name !== `${kind}.answered`) return null;
  if (payload['ok'] !== true) {
    const { code, retryable } = payload;
    return { ok: false, code: typeof code === 'string' ? code : 'failed', retryable: retryable === true };
  }
  const parsed = effectContracts[kind].answer.safeParse(payload);
  if (!parsed.success) return { ok: false, code: 'bad_answer', retryable: false };
  return { ok: true, result: parsed.data as EffectResult<Kind> };
}

/** What a failed answer makes of its node. */
export function failureOf(answer: { readonly code: string; readonly retryable: boolean }) {
  return { code: answer.code, retryable: answer.retryable };
}
