import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import { type FlowActor, type NodeContext, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { type CheckHint, type CheckResult, decidedByEye } from '../shared/check-result.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { saltedSeed, seededOrder } from '../shared/seeded.ts';
import { titled } from '../shared/titled.ts';
import { type Challenge, challengeTitles, livenessRejections } from './challenges.ts';
import { type LivenessConfig, type LivenessRejectInput, type ObserveInput, livenessManifest } from './manifest.ts';

type Data = {
  readonly round: number;
  readonly order: readonly Challenge[];
  /** Of this round: how many were seen to be followed. */
  readonly seen: number;
  readonly images: readonly { readonly what: string; readonly ref: string | null; readonly atMs: number }[];
  readonly hint: CheckHint | null;
};
type Context = NodeContext<LivenessConfig>;

/** Challenges come one at a time, so that nobody can prepare for the next. */
export const liveness: NodeType = defineNodeType<LivenessConfig, Data>({
  manifest: livenessManifest,
  behaviour: {
    enter: (context) => ({ data: round(1, context) }),
    act(data, { name, input, actor }, context) {
      switch (name) {
        case 'observe':
          return observe(data, (input as z.infer<typeof ObserveInput>).seen, context);
        case 'confirm':
          if (data.seen < data.order.length) refuseState('Not every challenge was seen to be followed');
          return decide(data, 'pass', null, actor, context);
        case 'reject':
          return decide(data, 'fail', (input as z.infer<typeof LivenessRejectInput>).reason, actor, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive(data, signal) {
      const answer = answerTo('identity.check', signal);
      if (!answer?.ok) return { data };
      const { what, image, hint } = answer.result;
      const images = data.images.map((kept) => (kept.what === what ? { ...kept, ref: image } : kept));
      return { data: { ...data, images, hint: hint ?? data.hint } };
    },
    view(data, role, { config }) {
      const current = data.order[data.seen];
      const shared = {
        current: current === undefined ? null : { key: current, title: challengeTitles[current] },
        number: Math.min(data.seen + 1, data.order.length),
        total: data.order.length,
        round: data.round,
      };
      if (!isStaffSide(role)) return shared;
      return {
        ...shared,
        attemptsLeft: config.attempts - data.round,
        mayConfirm: data.seen === data.order.length,
        hint: data.hint === null ? null : { engine: data.hint.engine, decision: data.hint.decision, confidence: data.hint.confidence },
        rejections: titled(livenessRejections),
      };
    },
  },
});

function round(number: number, { config, seed, visit }: Context): Data {
  const order = seededOrder(config.challenges.length, saltedSeed(seed, visit, `challenges ${number}`))
    .slice(0, config.count)
    .flatMap((index) => config.challenges[index] ?? []);
  return { round: number, order, seen: 0, images: [], hint: null };
}

/** One that was not followed begins the whole again in a new order, as often as allowed. */
function observe(data: Data, seen: boolean, context: Context): NodeStep<Data> {
  const challenge = data.order[data.seen];
  if (challenge === undefined) return refuseState('Every challenge was seen');
  const mark = { name: 'challenge_observed', detail: { challenge, seen, round: data.round } };
  if (!seen) {
    if (data.round >= context.config.attempts) refuseState('It was tried as often as allowed: it can only be rejected');
    return { data: round(data.round + 1, context), marks: [mark] };
  }
  const what = `${data.round}.${challenge}`;
  return {
    data: { ...data, seen: data.seen + 1, images: [...data.images, { what, ref: null, atMs: context.nowMs }] },
    effects: [
      request('identity.check', {
        check: 'liveness',
        what,
        documentType: null,
        engine: context.config.engine,
        challenges: [...data.order],
      }),
    ],
    marks: [mark],
  };
}

function decide(
  data: Data,
  decision: CheckResult['decision'],
  reason: string | null,
  actor: FlowActor,
  { nowMs }: Context,
): NodeStep<Data> {
  const { hint, images } = data;
  const result = decidedByEye({ check: 'liveness', decision, reason, actor, atMs: nowMs, hint, images });
  const name = decision === 'pass' ? 'liveness_confirmed' : 'liveness_rejected';
  return {
    data,
    effects: [request('identity.keep', { result, documentType: null })],
    marks: [{ name, detail: { engine: result.engine, order: [...data.order], reason } }],
    done: { port: decision === 'pass' ? 'confirmed' : 'rejected', outputs: { decision, result } },
  };
}
