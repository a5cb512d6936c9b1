import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import { type FlowActor, type JsonObject, type NodeContext, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { type CheckHint, type CheckResult, type CheckedImage, decidedByEye } from '../shared/check-result.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { titled } from '../shared/titled.ts';
import { type FaceMatchConfig, type FaceRejectInput, faceFindings, faceMatchManifest, faceRejections } from './manifest.ts';

type Data = { readonly images: readonly CheckedImage[]; readonly hint: CheckHint | null };
const MOST_IMAGES = 10;

/** The agent compares by eye; an engine's likeness, where one was asked, stands beside. */
export const faceMatch: NodeType = defineNodeType<FaceMatchConfig, Data>({
  manifest: faceMatchManifest,
  behaviour: {
    enter: () => ({ data: { images: [], hint: null } }),
    act(data, { name, input, actor }, context) {
      switch (name) {
        case 'capture':
          return capture(data, context);
        case 'confirm':
          if (data.images.length < context.config.captures) refuseState('No picture was taken to compare');
          return decide(data, 'pass', null, actor, context);
        case 'reject':
          return decide(data, 'fail', (input as z.infer<typeof FaceRejectInput>).reason, actor, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive(data, signal) {
      const answer = answerTo('identity.check', signal);
      if (!answer?.ok) return { data };
      const { what, image, hint } = answer.result;
      return {
        data: { images: data.images.map((kept) => (kept.what === what ? { ...kept, ref: image } : kept)), hint: hint ?? data.hint },
      };
    },
    view(data, role, { config }) {
      if (!isStaffSide(role)) return { lookAtCamera: true };
      return {
        images: data.images,
        needed: config.captures,
        mayConfirm: data.images.length >= config.captures,
        engineAllowed: config.engine,
        hint: data.hint === null ? null : { engine: data.hint.engine, decision: data.hint.decision, confidence: data.hint.confidence },
        comparison: data.hint === null ? null : comparisonOf(data.hint),
        rejections: titled(faceRejections),
      };
    },
  },
});

/** What stands side by side: the face of the document and the one before the camera, each with its place in its picture. */
function comparisonOf({ engineVersion, reason, fields }: CheckHint): JsonObject {
  const of = (name: string) => fields.find((field) => field.name === name) ?? null;
  const [reference, live] = [of('reference_face')?.box ?? null, of('live_face')?.box ?? null];
  return {
    engineVersion,
    finding: reason !== null && Object.hasOwn(faceFindings, reason) ? faceFindings[reason as keyof typeof faceFindings] : null,
    threshold: of('threshold')?.value ?? null,
    licence: of('licence')?.value ?? null,
    reference,
    live,
  };
}

function capture(data: Data, { config, nowMs }: NodeContext<FaceMatchConfig>): NodeStep<Data> {
  if (data.images.length >= MOST_IMAGES) refuseState('Enough pictures were taken');
  const what = `live${data.images.length + 1}`;
  return {
    data: { ...data, images: [...data.images, { what, ref: null, atMs: nowMs }] },
    effects: [
      request('identity.check', {
        check: 'face_match',
        what,
        documentType: null,
        engine: config.engine,
        challenges: [],
        reference: config.reference,
      }),
    ],
    marks: [{ name: 'face_captured', detail: { what } }],
  };
}

function decide(
  data: Data,
  decision: CheckResult['decision'],
  reason: string | null,
  actor: FlowActor,
  { nowMs }: NodeContext<FaceMatchConfig>,
): NodeStep<Data> {
  const { hint, images } = data;
  const result = decidedByEye({ check: 'face_match', decision, reason, actor, atMs: nowMs, hint, images });
  const isMatch = decision === 'pass';
  return {
    data,
    effects: [request('identity.keep', { result, documentType: null })],
    marks: [{ name: isMatch ? 'face_matched' : 'face_not_matched', detail: { engine: result.engine, reason } }],
    done: { port: isMatch ? 'confirmed' : 'rejected', outputs: { decision, result } },
  };
}
