import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import {
  type FlowActor,
  type JsonObject,
  type NodeContext,
  type NodeStep,
  type NodeType,
  type Signal,
  defineNodeType,
} from '../node-type.ts';
import { type BesideCheck, type CheckHint, decidedByEye } from '../shared/check-result.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { ageAt } from '../shared/resident-id.ts';
import { type DocumentType, isTilt, type retakeReasons } from './documents.ts';
import {
  type CaptureInput,
  type ChooseInput,
  type ConfirmInput,
  type IdentityDocumentConfig,
  type RejectInput,
  type RetakeInput,
  identityDocumentManifest,
} from './manifest.ts';
import { asksFor, besideOf, duplicatesOf, hasFailed, isRefused, lookUpEffect, type LookUp, type Pending, withLookUp } from './look-up.ts';
import { heardNumber, isNumberRead, type NumberRead, readNumber } from './read-number.ts';
import { sidesOf } from './sides.ts';
import type { StillFinding } from './still-findings.ts';
import { documentView } from './view.ts';
import { checkedFields, fieldProblem } from './written-fields.ts';

type Capture = {
  readonly image: string | null;
  readonly atMs: number;
  /** Where the page announced a picture of its own: its SHA-256, and once it is known what was found of it. */
  readonly still?: { readonly hash: string; readonly image: string | null; readonly finding: StillFinding | null };
};

export type DocumentData = {
  readonly documentType: DocumentType | null;
  /** By side. */
  readonly captures: { readonly [side: string]: Capture };
  readonly hint: CheckHint | null;
  readonly retakes: number;
  readonly retakeReason: keyof typeof retakeReasons | null;
  /** Of what the agent wrote, where that is not what an engine read. */
  readonly lookUp?: LookUp | null;
  readonly pending?: Pending | null;
  readonly numberRead?: NumberRead | null;
};
type Context = NodeContext<IdentityDocumentConfig>;

/** Until an engine reads documents the agent does, by eye; the result has the same shape. */
export const identityDocument: NodeType = defineNodeType<IdentityDocumentConfig, DocumentData>({
  manifest: identityDocumentManifest,
  behaviour: {
    enter: ({ config }) => ({ data: begin(config) }),
    act(data, { name, input, actor }, context) {
      switch (name) {
        case 'choose':
          return choose(data, (input as z.infer<typeof ChooseInput>).documentType, context);
        case 'capture':
          return capture(data, input as z.infer<typeof CaptureInput>, context);
        case 'read_number':
          return readNumber(data, actor, context);
        case 'ask_again':
          return askAgain(data, (input as z.infer<typeof RetakeInput>).reason, context);
        case 'confirm':
          return confirm(data, input as z.infer<typeof ConfirmInput>, actor, context);
        case 'reject':
          return reject(data, (input as z.infer<typeof RejectInput>).reason, actor, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive: (data, signal, context) => found(data, signal, context) ?? heardNumber(data, signal) ?? withAnswer(data, signal),
    view: (data, role, context) => documentView(data, isStaffSide(role), context),
  },
});

function begin({ documents }: IdentityDocumentConfig): DocumentData {
  const only = documents.length === 1 ? (documents[0] ?? null) : null;
  return { documentType: only, captures: {}, hint: null, ...NOT_LOOKED_UP, retakes: 0, retakeReason: null };
}

function choose(data: DocumentData, documentType: DocumentType, { config }: Context): NodeStep<DocumentData> {
  if (!config.documents.includes(documentType)) refuseInvalid('This document is not accepted here');
  return { data: { ...data, documentType, captures: {}, hint: null, ...NOT_LOOKED_UP } };
}

function capture(data: DocumentData, { side, still: hash }: z.infer<typeof CaptureInput>, context: Context): NodeStep<DocumentData> {
  const { config, nowMs } = context;
  const { documentType } = data;
  if (documentType === null) return refuseState('Which document it is has not been chosen');
  if (!sidesOf(documentType, context).includes(side)) refuseInvalid('This document has no such side');
  if (isTilt(side)) return tilted(data, side, documentType, nowMs);
  const still: Pick<Capture, 'still'> = hash === null ? {} : { still: { hash, image: null, finding: null } };
  const asked = { check: 'identity_document', what: side, documentType, engine: config.engine, duplicates: duplicatesOf(config) } as const;
  return {
    data: { ...data, captures: { ...data.captures, [side]: { image: null, atMs: nowMs, ...still } }, retakeReason: null },
    effects: [request('identity.check', { ...asked, challenges: [], ...(hash === null ? {} : { still: hash }) })],
    marks: [{ name: 'document_shown', detail: { side, documentType } }],
  };
}

/** Pictured for whoever looks at it, now or later: no engine here tells a hologram from a print of one. */
function tilted(data: DocumentData, side: string, documentType: DocumentType, nowMs: number): NodeStep<DocumentData> {
  return {
    data: { ...data, captures: { ...data.captures, [side]: { image: null, atMs: nowMs } }, retakeReason: null },
    effects: [request('identity.check', { check: 'identity_document', what: side, documentType, engine: false, challenges: [] })],
    marks: [{ name: 'document_tilted', detail: { side, documentType } }],
  };
}

function askAgain(data: DocumentData, reason: keyof typeof retakeReasons, { config }: Context): NodeStep<DocumentData> {
  if (data.retakes >= config.retakes) refuseState('It was shown as often as allowed');
  return {
    data: { ...data, captures: {}, hint: null, ...NOT_LOOKED_UP, retakes: data.retakes + 1, retakeReason: reason },
    marks: [{ name: 'document_asked_again', detail: { reason, time: data.retakes + 1 } }],
  };
}

function confirm(data: DocumentData, input: z.infer<typeof ConfirmInput>, actor: FlowActor, context: Context): NodeStep<DocumentData> {
  const { config, nowMs } = context;
  const { documentType, captures } = data;
  if (documentType === null) return refuseState('Which document it is has not been chosen');
  const notShown = sidesOf(documentType, context).filter((side) => !Object.hasOwn(captures, side));
  if (notShown.length > 0) refuseState(`Not shown yet: ${notShown.join(', ')}`);
  if (config.readNumber && !isNumberRead(data)) refuseState('Its number was not read aloud yet');
  const unchecked = config.checks.filter(({ key }) => !input.checks.includes(key));
  if (unchecked.length > 0) refuseInvalid(`Not confirmed: ${unchecked.map(({ key }) => key).join(', ')}`);
  const wrong = fieldProblem(input.fields, config.fields, documentType, nowMs);
  if (wrong !== null) refuseInvalid(wrong);
  if (asksFor(data, input.fields)) return { data: { ...data, pending: { input, actor } }, effects: [lookUpEffect(data, input, config)] };
  if (isRefused(data, config)) refuseState('The document is on the block list: it can only be rejected');
  return confirmed(data, { input, actor }, config, nowMs, documentType);
}

/** What the agent wrote was looked up: where nothing speaks against it their confirmation stands, and else they are told and decide again. */
function found(data: DocumentData, signal: Signal, { config, nowMs }: Context): NodeStep<DocumentData> | null {
  const known = withLookUp(data, signal);
  if (known === null) return null;
  const { documentType } = known.data;
  if (documentType === null || hasFailed(known.data.lookUp?.checks ?? [])) return { data: known.data };
  return confirmed(known.data, known.pending, config, nowMs, documentType);
}

function confirmed(
  data: DocumentData,
  { input, actor }: Pending,
  config: IdentityDocumentConfig,
  nowMs: number,
  documentType: DocumentType,
): NodeStep<DocumentData> {
  const beside = besideOf(data, config);
  const { name = null, idNumber = null, birthDate = null, validUntil = null } = input.fields;
  const result = decidedByEye({
    check: 'identity_document',
    decision: 'pass',
    reason: null,
    actor,
    atMs: nowMs,
    hint: data.hint,
    images: imagesOf(data),
    fields: checkedFields(input.fields, data.hint),
    beside,
  });
  return {
    data,
    effects: [request('identity.keep', { result, documentType })],
    marks: [
      {
        name: 'document_confirmed',
        detail: { documentType, engine: result.engine, checks: [...input.checks], beside: besideFacts(beside) },
      },
    ],
    done: {
      port: 'confirmed',
      outputs: {
        decision: 'pass',
        documentType,
        result,
        name,
        idNumber,
        birthDate,
        validUntil,
        age: birthDate === null ? null : ageAt(birthDate, nowMs),
      },
    },
  };
}

function reject(data: DocumentData, reason: string, actor: FlowActor, { config, nowMs }: Context): NodeStep<DocumentData> {
  const beside = data.documentType === null ? [] : besideOf(data, config);
  const result = decidedByEye({
    check: 'identity_document',
    decision: 'fail',
    reason,
    actor,
    atMs: nowMs,
    hint: data.hint,
    images: imagesOf(data),
    beside,
  });
  return {
    data,
    effects: [request('identity.keep', { result, documentType: data.documentType })],
    marks: [{ name: 'document_rejected', detail: { reason, engine: result.engine, beside: besideFacts(beside) } }],
    done: { port: 'rejected', outputs: { decision: 'fail', documentType: data.documentType, result } },
  };
}

const NOT_LOOKED_UP = { lookUp: null, pending: null, numberRead: null } as const;

/** By name, how each came out: the log says that a person decided knowing of it. */
const besideFacts = (checks: readonly BesideCheck[]): JsonObject => Object.fromEntries(checks.map(({ name, result }) => [name, result]));

const imagesOf = ({ captures }: DocumentData) =>
  Object.entries(captures).flatMap(([what, { image, atMs, still }]) => [
    { what, ref: image, atMs },
    ...(still === undefined || still.image === null ? [] : [{ what: `${what}.still`, ref: still.image, atMs }]),
  ]);

/** A picture or a reading that came too late, after the side was asked for again, belongs to nothing. */
function withAnswer(data: DocumentData, signal: Signal): NodeStep<DocumentData> {
  const answer = answerTo('identity.check', signal);
  if (!answer?.ok) return { data };
  const { what, image, hint, still: found } = answer.result;
  const captured = what === undefined ? undefined : data.captures[what];
  if (what === undefined || !captured) return { data };
  const still = captured.still === undefined || found == null ? {} : { still: { ...captured.still, ...found } };
  const next = { ...data, captures: { ...data.captures, [what]: { ...captured, image, ...still } }, hint: merged(data.hint, hint) };
  if (found == null || captured.still === undefined) return { data: next };
  const name = found.finding === 'recorded' ? 'still_taken' : 'still_refused';
  return { data: next, marks: [{ name, detail: { side: what, finding: found.finding, hash: captured.still.hash } }] };
}

/** Both sides are read one after the other: the values of all, the lower of the confidences. */
function merged(before: CheckHint | null, next: CheckHint | null): CheckHint | null {
  if (before === null || next === null) return next ?? before;
  const kept = before.fields.filter(({ name }) => !next.fields.some((field) => field.name === name));
  const passes = before.decision === 'pass' && next.decision === 'pass';
  const fails = before.decision === 'fail' || next.decision === 'fail';
  return {
    ...next,
    decision: passes ? 'pass' : fails ? 'fail' : 'not_evaluated',
    confidence: before.confidence === null || next.confidence === null ? null : Math.min(before.confidence, next.confidence),
    reason: next.reason ?? before.reason,
    fields: [...kept, ...next.fields],
  };
}
