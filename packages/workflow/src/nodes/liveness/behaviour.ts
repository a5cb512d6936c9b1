import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import {
  type FlowActor,
  type NodeContext,
  type NodeEffect,
  type NodeStep,
  type NodeType,
  type Signal,
  defineNodeType,
} from '../node-type.ts';
import { type CheckHint, type CheckResult, type CheckedImage, decidedByEye } from '../shared/check-result.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { saltedSeed, seededOrder } from '../shared/seeded.ts';
import { type Challenge, TIMED } from './challenges.ts';
import { digitsOf, MOST_LISTENS } from './digits.ts';
import { type LivenessConfig, type LivenessRejectInput, type ObserveInput, livenessManifest } from './manifest.ts';
import { whatOf, wholeHint } from './findings.ts';
import { livenessView } from './view.ts';

export type LivenessData = {
  readonly round: number;
  readonly order: readonly Challenge[];
  /** Of this round: how many were seen to be followed. */
  readonly seen: number;
  readonly images: readonly CheckedImage[];
  /** What an engine found of the challenges of this round, by `what`. */
  readonly hints: { readonly [what: string]: CheckHint };
  /** How often digits were asked for in this round. */
  readonly listens?: number;
  /** An engine has looked at the challenge that stands, and looks no more: it is the agent's. */
  readonly isJudged?: boolean;
};
type Data = LivenessData;
type Context = NodeContext<LivenessConfig>;

/** Challenges come one at a time, so that nobody can prepare for the next. An engine that may judge moves on by itself; it never ends the check. */
export const liveness: NodeType = defineNodeType<LivenessConfig, Data>({
  manifest: livenessManifest,
  behaviour: {
    enter: (context) => begin(1, context),
    act(data, { name, input, actor }, context) {
      switch (name) {
        case 'observe':
          return observe(data, input as z.infer<typeof ObserveInput>, context);
        case 'confirm':
          if (data.seen < data.order.length) refuseState('Not every challenge was seen to be followed');
          return decide(data, 'pass', null, actor, context);
        case 'reject':
          return decide(data, 'fail', (input as z.infer<typeof LivenessRejectInput>).reason, actor, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive: (data, signal, context) => judged(data, signal, context),
    view: (data, role, context) => livenessView(data, isStaffSide(role), context),
  },
});

function begin(round: number, context: Context): NodeStep<Data> {
  const { config, seed, visit } = context;
  const order = seededOrder(config.challenges.length, saltedSeed(seed, visit, `challenges ${round}`))
    .slice(0, config.count)
    .flatMap((index) => config.challenges[index] ?? []);
  const data: Data = { round, order, seen: 0, images: [], hints: {} };
  return { data, effects: watch(data, context), marks: shown(data) };
}

/** The moment that a challenge appeared is on the recording too. */
function shown({ order, seen, round }: Data): NonNullable<NodeStep<Data>['marks']> {
  const challenge = order[seen];
  return challenge === undefined ? [] : [{ name: 'challenge_shown', detail: { challenge, round } }];
}

/** An engine looks while a challenge stands: what somebody did before it came counts for nothing. */
function watch(data: Data, context: Context): readonly NodeEffect[] {
  const { order, seen, round } = data;
  const { engine, seconds } = context.config;
  const challenge = order[seen];
  if (!engine || challenge === undefined) return [];
  const withinMs = TIMED.has(challenge) ? seconds * 1_000 : undefined;
  return [
    request('identity.check', {
      check: 'liveness',
      what: whatOf(round, challenge),
      documentType: null,
      engine,
      challenges: [challenge],
      ...(withinMs === undefined ? {} : { withinMs }),
      ...(challenge === 'read_digits' ? { digits: digitsOf(context, data) } : {}),
    }),
  ];
}

/** One that was not followed begins the whole again in a new order, as often as allowed. */
function observe(data: Data, { seen, challenge: meant }: z.infer<typeof ObserveInput>, context: Context): NodeStep<Data> {
  const challenge = data.order[data.seen];
  if (challenge === undefined) return refuseState('Every challenge was seen');
  if (meant !== null && meant !== challenge) return refuseState('Another challenge has come since');
  if (seen) return seenBy('agent', data, challenge, context);
  if (data.round >= context.config.attempts) refuseState('It was tried as often as allowed: it can only be rejected');
  const again = begin(data.round + 1, context);
  return { ...again, marks: [observed(challenge, false, data.round, 'agent'), ...(again.marks ?? [])] };
}

const observed = (challenge: Challenge, seen: boolean, round: number, by: 'agent' | 'engine') => ({
  name: 'challenge_observed',
  detail: { challenge, seen, round, by },
});

function seenBy(by: 'agent' | 'engine', data: Data, challenge: Challenge, context: Context): NodeStep<Data> {
  const { config, nowMs } = context;
  const what = whatOf(data.round, challenge);
  const next: Data = { ...data, seen: data.seen + 1, isJudged: false, images: withImage(data.images, { what, ref: null, atMs: nowMs }) };
  const picture = request('identity.check', { check: 'liveness', what, documentType: null, engine: false, challenges: [...data.order] });
  return {
    data: next,
    // Where no engine watches, a picture is asked for once it was seen.
    effects: config.engine ? watch(next, context) : [picture],
    marks: [observed(challenge, true, data.round, by), ...shown(next)],
  };
}

/** What an engine found. Where it saw the challenge that stands followed, the next one comes; all else is left to the agent. */
function judged(data: Data, signal: Signal, context: Context): NodeStep<Data> {
  const answer = answerTo('identity.check', signal);
  if (!answer?.ok) return { data };
  const { what, image, hint } = answer.result;
  const challenge = data.order.find((each) => whatOf(data.round, each) === what);
  // Of a round that was given up.
  if (what === undefined || challenge === undefined) return { data };
  const images = image === null ? data.images : withImage(data.images, { what, ref: image, atMs: context.nowMs });
  const known: Data = { ...data, images, hints: hint === null ? data.hints : { ...data.hints, [what]: hint } };
  if (data.order[data.seen] !== challenge) return { data: known };
  if (hint?.decision === 'pass') return seenBy('engine', known, challenge, context);
  return hint?.reason === 'silent' ? askAloud(known, context) : { data: { ...known, isJudged: true } };
}

/** Nobody spoke: whoever did not notice or did not hear is asked once more, for other digits, before an agent has to. */
function askAloud(data: Data, context: Context): NodeStep<Data> {
  const listens = data.listens ?? 1;
  if (listens >= MOST_LISTENS) return { data: { ...data, isJudged: true } };
  const next: Data = { ...data, listens: listens + 1 };
  return { data: next, effects: watch(next, context), marks: shown(next) };
}

/** Each has one picture: the moment stays when the picture comes, and the picture when the moment comes. */
function withImage(images: Data['images'], image: CheckedImage): Data['images'] {
  const before = images.find(({ what }) => what === image.what);
  if (before === undefined) return [...images, image];
  return images.map((kept) => (kept.what === image.what ? { ...kept, ref: image.ref ?? kept.ref } : kept));
}

function decide(
  data: Data,
  decision: CheckResult['decision'],
  reason: string | null,
  actor: FlowActor,
  { nowMs }: Context,
): NodeStep<Data> {
  const result = decidedByEye({ check: 'liveness', decision, reason, actor, atMs: nowMs, hint: wholeHint(data), images: data.images });
  const name = decision === 'pass' ? 'liveness_confirmed' : 'liveness_rejected';
  return {
    data,
    effects: [request('identity.keep', { result, documentType: null })],
    marks: [{ name, detail: { engine: result.engine, order: [...data.order], reason } }],
    done: { port: decision === 'pass' ? 'confirmed' : 'rejected', outputs: { decision, result } },
  };
}
