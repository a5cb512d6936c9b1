import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { type RecordConfig, recordManifest } from './manifest.ts';

/** A mark is set at once; a pause holds until the recorder has said that it happened. */
export const record: NodeType = defineNodeType<RecordConfig, null>({
  manifest: recordManifest,
  behaviour: {
    enter({ config }): NodeStep<null> {
      if (config.step === 'mark') {
        return { data: null, marks: [{ name: config.mark ?? 'marked', detail: {} }], done: { port: 'done' } };
      }
      if (config.step === 'resume') return { data: null, effects: [request('recording.resume', {})] };
      const { pauseRule, pauseReason } = config;
      if (pauseRule === null || pauseReason === null) return { data: null, failed: { code: 'pause_not_allowed', retryable: false } };
      return { data: null, effects: [request('recording.pause', { rule: pauseRule, reason: pauseReason })] };
    },
    receive(data, signal, { config }): NodeStep<null> {
      const answer = answerTo(config.step === 'pause' ? 'recording.pause' : 'recording.resume', signal);
      if (!answer) return { data };
      if (!answer.ok) return { data, failed: failureOf(answer) };
      const name = config.step === 'pause' ? 'recording_paused' : 'recording_resumed';
      return { data, marks: [{ name, detail: { rule: config.pauseRule } }], done: { port: 'done' } };
    },
    view: (_data, _role, { config }) => ({ step: config.step, reason: config.pauseReason, rule: config.pauseRule }),
  },
});
