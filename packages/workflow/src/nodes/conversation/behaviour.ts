import { type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { type ConversationConfig, conversationManifest } from './manifest.ts';

type Data = { readonly sinceMs: number };

/** Ends when the agent says so, or with the call. */
export const conversation: NodeType = defineNodeType<ConversationConfig, Data>({
  manifest: conversationManifest,
  behaviour: {
    enter: ({ nowMs }) => ({ data: { sinceMs: nowMs } }),
    act: (data, _action, { nowMs }) => finished(data, nowMs),
    receive: (data, { name }, { nowMs }) => (name === 'call.ended' || name === 'session.ended' ? finished(data, nowMs) : { data }),
    view: (data, role, { config }) => ({
      topic: config.topic,
      since: data.sinceMs,
      points: isStaffSide(role) ? config.points : [],
    }),
  },
});

function finished(data: Data, nowMs: number) {
  const talkedMs = nowMs - data.sinceMs;
  return { data, marks: [{ name: 'conversation_ended', detail: { talkedMs } }], done: { port: 'done', outputs: { talkedMs } } };
}
