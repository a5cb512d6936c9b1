import { answerTo, request } from '../effect-contracts.ts';
import { type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { type HandOverConfig, handOverManifest } from './manifest.ts';

type Data = {
  readonly sinceMs: number;
  /** Agents who were let in since, and aren't there yet. */
  readonly admitted: { readonly [participantId: string]: string | null };
  readonly number: string | null;
  readonly place: number | null;
};

/** Done when the next person is in the call, not when somebody said they would come. */
export const handOver: NodeType = defineNodeType<HandOverConfig, Data>({
  manifest: handOverManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({
      data: { sinceMs: nowMs, admitted: {}, number: null, place: null },
      effects: [
        request('agent.escalate', { skill: config.skill, staffId: config.staffId, reason: config.reason, summary: config.summary }),
      ],
      marks: [{ name: 'person_called', detail: { reason: config.reason, skill: config.skill } }],
    }),
    receive(data, signal, { nowMs }) {
      const answer = answerTo('agent.escalate', signal);
      if (answer) {
        if (answer.ok) return { data };
        return {
          data,
          marks: [{ name: 'nobody_came', detail: { code: answer.code } }],
          done: { port: 'unavailable', outputs: outputsOf(data, null, nowMs) },
        };
      }
      return heard(data, signal, nowMs);
    },
    view: (data, role, { config }) => ({
      since: data.sinceMs,
      number: data.number,
      place: data.place,
      notice: config.notice,
      ...(isStaffSide(role) ? { summary: config.summary, reason: config.reason, skill: config.skill } : {}),
    }),
  },
});

const outputsOf = ({ sinceMs }: Data, agentId: string | null, nowMs: number) => ({ agentId, waitedMs: nowMs - sinceMs });

function heard(data: Data, { name, payload }: Signal, nowMs: number): NodeStep<Data> {
  const participantId = text(payload['participantId']);
  switch (name) {
    case 'ticket.issued':
      return { data: { ...data, number: text(payload['number']), place: typeof payload['place'] === 'number' ? payload['place'] : null } };
    case 'call.participant_admitted':
      if (payload['role'] !== 'agent' || participantId === null) return { data };
      return { data: { ...data, admitted: { ...data.admitted, [participantId]: text(payload['staffId']) } } };
    case 'call.participant_joined':
      if (participantId === null || !Object.hasOwn(data.admitted, participantId)) return { data };
      return taken(data, data.admitted[participantId] ?? null, nowMs);
    case 'transfer.completed':
      return taken(data, text(payload['to']), nowMs);
    default:
      return { data };
  }
}

function taken(data: Data, agentId: string | null, nowMs: number): NodeStep<Data> {
  const outputs = outputsOf(data, agentId, nowMs);
  return { data, marks: [{ name: 'taken_over', detail: outputs }], done: { port: 'taken', outputs } };
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);
