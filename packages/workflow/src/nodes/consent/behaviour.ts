import { answerTo, type ConsentText, type EffectResult, failureOf, request } from '../effect-contracts.ts';
import { type NodeContext, type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import type { z } from 'zod';
import { type ConsentConfig, type ConsentDecide, consentManifest } from './manifest.ts';

type Data = {
  readonly shownAtMs: number;
  /** What is shown, with its fingerprints; null until the bank has given it, and for the session's own notice. */
  readonly shown: EffectResult<'consent.text'> | null;
};
interface Decision {
  readonly decision: 'accepted' | 'refused';
  readonly textVersion: string;
  /** SHA-256 of what the customer could read. */
  readonly textHash: string | null;
  readonly language: string | null;
}

/** The session's own notice is decided upon through the session (`consent.decided`); every other one here, once the bank has given its text. */
export const consent: NodeType = defineNodeType<ConsentConfig, Data>({
  manifest: consentManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({
      data: { shownAtMs: nowMs, shown: null },
      effects: [isSessionNotice(config) ? request('consent.show', { kind: config.kind }) : request('consent.text', textOf(config))],
      marks: [{ name: 'notice_shown', detail: { kind: config.kind, textVersion: config.textVersion } }],
    }),
    act(data, { input }, context) {
      const { config } = context;
      if (isSessionNotice(config)) refuseState('This notice is decided upon at the session’s entry');
      const decided = input as z.infer<typeof ConsentDecide>;
      if (decided.textVersion !== config.textVersion) refuseInvalid('Another version of the text was read');
      if (data.shown === null) return refuseState('The text is not there yet');
      return decide(data, { ...decided, textHash: data.shown.hashes[decided.language] }, context);
    },
    receive(data, signal, context) {
      const { config } = context;
      if (!isSessionNotice(config)) return given(data, signal, context);
      if (signal.name === 'consent.decided' && signal.payload['kind'] === config.kind) {
        const { decision, textVersion, textHash, language } = signal.payload;
        return decide(
          data,
          {
            decision: decision === 'accepted' ? 'accepted' : 'refused',
            textVersion: `${textVersion}`,
            textHash: typeof textHash === 'string' ? textHash : null,
            language: `${language}`,
          },
          context,
        );
      }
      const answer = answerTo('consent.show', signal);
      if (!answer?.ok || answer.result.decision === null) return { data };
      const { decision, textVersion } = answer.result;
      return decide(data, { decision, textVersion: textVersion ?? '', textHash: null, language: null }, context);
    },
    view(data, role, { config }) {
      const text = data.shown?.text ?? ownText(config);
      return {
        kind: config.kind,
        source: isSessionNotice(config) ? 'session' : 'flow',
        textVersion: config.textVersion,
        title: text?.title ?? null,
        body: text?.body ?? [],
        withoutIt: text?.withoutIt ?? null,
        mayDecide: role === 'customer' && !isSessionNotice(config) && text !== null,
      };
    },
  },
});

/** What the definition itself brings; null where the text stands in the bank's files under its version. */
function ownText({ title, body, withoutIt }: ConsentConfig): ConsentText | null {
  return title === null ? null : { title, body, withoutIt };
}

const textOf = (config: ConsentConfig) => ({ kind: config.kind, textVersion: config.textVersion ?? '', own: ownText(config) });

/** The time that somebody reads begins when there is something to be read. */
function given(data: Data, signal: Signal, { nowMs }: NodeContext<ConsentConfig>): NodeStep<Data> {
  const answer = answerTo('consent.text', signal);
  if (!answer || data.shown !== null) return { data };
  if (!answer.ok) return { data, failed: failureOf(answer) };
  return { data: { shownAtMs: nowMs, shown: answer.result } };
}

const isSessionNotice = (config: ConsentConfig) => config.kind === 'recording';

function decide(
  data: Data,
  { decision, textVersion, textHash, language }: Decision,
  { config, nowMs }: NodeContext<ConsentConfig>,
): NodeStep<Data> {
  return {
    data,
    marks: [
      { name: 'consent_decided', detail: { kind: config.kind, decision, textVersion, textHash, language, readMs: nowMs - data.shownAtMs } },
    ],
    done: { port: decision, outputs: { decision, textVersion } },
  };
}
