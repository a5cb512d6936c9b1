import type { z } from 'zod';
import type { ConsentDecide } from '../consent/manifest.ts';
import { answerTo, type EffectResult, failureOf, request } from '../effect-contracts.ts';
import { type JsonObject, type NodeContext, type NodeMark, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { text } from '../shared/text.ts';
import { whereabouts } from './areas.ts';
import { type LocationConfig, type LocationFailure, type LocationReport, locationManifest } from './manifest.ts';
import type { LocationProblem } from './view-schema.ts';

type Data = {
  readonly shownAtMs: number;
  /** What is shown, with its fingerprints; null until it was noted. */
  readonly shown: EffectResult<'consent.text'> | null;
  readonly agreed: boolean;
  readonly attempts: number;
  readonly problem: LocationProblem | null;
};
type Context = NodeContext<LocationConfig>;

const KIND = 'location';
const TITLE = text('位置信息告知', 'About your position');

/** Where the customer's device says that it is. No address of a network is looked at, and what the device says can be feigned: the rules know both. */
export const location: NodeType = defineNodeType<LocationConfig, Data>({
  manifest: locationManifest,
  behaviour: {
    enter: ({ config: { textVersion, explanation, withoutIt }, nowMs }) => ({
      data: { shownAtMs: nowMs, shown: null, agreed: false, attempts: 0, problem: null },
      effects: [request('consent.text', { kind: KIND, textVersion, own: { title: TITLE, body: explanation, withoutIt } })],
      marks: [{ name: 'notice_shown', detail: { kind: KIND, textVersion } }],
    }),
    act(data, { name, input, actor }, context) {
      switch (name) {
        case 'decide':
          return decide(data, input as z.infer<typeof ConsentDecide>, context);
        case 'report':
          return report(data, input as z.infer<typeof LocationReport>, context);
        case 'fail':
          return failed(data, (input as z.infer<typeof LocationFailure>).problem, {}, context);
        case 'go_without':
          return { data, marks: [notTaken('agent', data)], done: { port: 'not_located', outputs: NOTHING } };
        default:
          return refuseInvalid(`No such action of ${actor.role}`);
      }
    },
    receive(data, signal, { nowMs }) {
      const answer = answerTo('consent.text', signal);
      if (!answer || data.shown !== null) return { data };
      if (!answer.ok) return { data, failed: failureOf(answer) };
      return { data: { ...data, shownAtMs: nowMs, shown: answer.result } };
    },
    view: (data, _role, context) => viewOf(data, context),
  },
});

const NOTHING = { whereabouts: null, accuracyM: null, position: null };
const notTaken = (reason: string, { attempts }: Data): NodeMark => ({ name: 'location_not_taken', detail: { reason, attempts } });

/** Who agreed may take it back for as long as nothing was sent. */
function decide(
  data: Data,
  { decision, textVersion, language }: z.infer<typeof ConsentDecide>,
  { config, nowMs }: Context,
): NodeStep<Data> {
  if (textVersion !== config.textVersion) refuseInvalid('Another version of the text was read');
  if (data.shown === null) return refuseState('The text is not there yet');
  if (data.agreed && decision === 'accepted') refuseState('Agreed already');
  const detail = {
    kind: KIND,
    decision,
    textVersion,
    textHash: data.shown.hashes[language],
    language,
    readMs: nowMs - data.shownAtMs,
  };
  const marks = [{ name: 'consent_decided', detail }];
  if (decision === 'accepted') return { data: { ...data, agreed: true }, marks };
  return { data: { ...data, agreed: false }, marks: [...marks, notTaken('refused', data)], done: { port: 'refused', outputs: NOTHING } };
}

function report(data: Data, sent: z.infer<typeof LocationReport>, context: Context): NodeStep<Data> {
  if (!data.agreed) refuseState('Nobody has agreed to it');
  const { config } = context;
  const accuracyM = Math.ceil(sent.accuracyM);
  if (accuracyM > config.maxAccuracyM) return failed(data, 'too_coarse', { accuracyM }, context);
  const position = {
    latitude: rounded(sent.latitude, config.decimals),
    longitude: rounded(sent.longitude, config.decimals),
    accuracyM,
  };
  const inside =
    config.areas.length === 0
      ? null
      : whereabouts(
          position,
          accuracyM,
          config.areas.map(({ border }) => border),
        );
  return {
    data,
    // The place itself is nobody's to read in a log.
    marks: [{ name: 'location_taken', detail: { accuracyM, whereabouts: inside } }],
    done: {
      port: inside === null || inside === 'inside' ? 'located' : 'not_inside',
      outputs: { whereabouts: inside, accuracyM, position },
    },
  };
}

/** Whoever denies it to the browser has refused it, once they were told how to allow it after all. */
function failed(data: Data, problem: LocationProblem, detail: JsonObject, { config }: Context): NodeStep<Data> {
  if (!data.agreed) refuseState('Nobody has agreed to it');
  const after = { ...data, attempts: data.attempts + 1, problem };
  const marks = [{ name: 'location_failed', detail: { problem, attempt: after.attempts, ...detail } }];
  if (after.attempts < config.attempts) return { data: after, marks };
  return {
    data: after,
    marks: [...marks, notTaken(problem, after)],
    done: { port: problem === 'denied' ? 'refused' : 'not_located', outputs: NOTHING },
  };
}

const rounded = (degrees: number, decimals: number): number => Math.round(degrees * 10 ** decimals) / 10 ** decimals;

function viewOf({ agreed, attempts, problem }: Data, { config }: Context): JsonObject {
  const { textVersion, explanation, withoutIt, maxAccuracyM, decimals } = config;
  return {
    textVersion,
    body: explanation,
    withoutIt,
    agreed,
    problem,
    attemptsLeft: config.attempts - attempts,
    maxAccuracyM,
    decimals,
  };
}
