import { answerTo, request } from '../effect-contracts.ts';
import { type NodeContext, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import type { z } from 'zod';
import { type ConsentConfig, type ConsentDecide, consentManifest } from './manifest.ts';

type Data = { readonly shownAtMs: number };
type Decision = { readonly decision: 'accepted' | 'refused'; readonly textVersion: string; readonly language: string | null };

/** The session's own notice is decided upon through the session (`consent.decided`); every other one here. */
export const consent: NodeType = defineNodeType<ConsentConfig, Data>({
  manifest: consentManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({
      data: { shownAtMs: nowMs },
      effects: isSessionNotice(config) ? [request('consent.show', { kind: config.kind })] : [],
      marks: [{ name: 'notice_shown', detail: { kind: config.kind, textVersion: config.textVersion } }],
    }),
    act(data, { input }, context) {
      const { config } = context;
      if (isSessionNotice(config)) refuseState('This notice is decided upon at the session’s entry');
      const decided = input as z.infer<typeof ConsentDecide>;
      if (decided.textVersion !== config.textVersion) refuseInvalid('Another version of the text was read');
      return decide(data, decided, context);
    },
    receive(data, signal, context) {
      const { config } = context;
      if (!isSessionNotice(config)) return { data };
      if (signal.name === 'consent.decided' && signal.payload['kind'] === config.kind) {
        const { decision, textVersion, language } = signal.payload;
        return decide(
          data,
          { decision: decision === 'accepted' ? 'accepted' : 'refused', textVersion: `${textVersion}`, language: `${language}` },
          context,
        );
      }
      const answer = answerTo('consent.show', signal);
      if (!answer?.ok || answer.result.decision === null) return { data };
      const { decision, textVersion } = answer.result;
      return decide(data, { decision, textVersion: textVersion ?? '', language: null }, context);
    },
    view: (_data, role, { config }) => ({
      kind: config.kind,
      source: isSessionNotice(config) ? 'session' : 'flow',
      textVersion: config.textVersion,
      title: config.title,
      body: config.body,
      withoutIt: config.withoutIt,
      mayDecide: role === 'customer' && !isSessionNotice(config),
    }),
  },
});

const isSessionNotice = (config: ConsentConfig) => config.kind === 'recording';

function decide(data: Data, { decision, textVersion, language }: Decision, { config, nowMs }: NodeContext<ConsentConfig>): NodeStep<Data> {
  return {
    data,
    marks: [{ name: 'consent_decided', detail: { kind: config.kind, decision, textVersion, language, readMs: nowMs - data.shownAtMs } }],
    done: { port: decision, outputs: { decision, textVersion } },
  };
}
