import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { isOpen } from './hours.ts';
import { type QueueConfig, queueManifest } from './manifest.ts';

type Data = {
  readonly since: number;
  readonly number: string | null;
  readonly place: number | null;
  /** `left`: the customer gave their place up, and may take another. */
  readonly state: 'asked' | 'waiting' | 'left';
  readonly overflowed: boolean;
};

/** The queue itself is the counter's: the node asks for a ticket and hears who accepted. */
export const queue: NodeType = defineNodeType<QueueConfig, Data>({
  manifest: queueManifest,
  behaviour: {
    enter({ config, nowMs }) {
      const data: Data = { since: nowMs, number: null, place: null, state: 'asked', overflowed: false };
      if (config.hours.length > 0 && !isOpen(config.hours, config.utcOffsetMinutes, nowMs)) return { data, done: { port: 'closed' } };
      return {
        data,
        effects: config.takenBy === 'customer' ? [] : [request('ticket.issue', { skill: config.skill, instead: false })],
        timers: config.overflowAfterMs === null ? {} : { overflow: nowMs + config.overflowAfterMs },
      };
    },
    receive(data, signal, { nowMs }) {
      const { name, payload } = signal;
      if (name === 'ticket.issued') return { data: { ...data, ...ticketOf(payload), state: 'waiting' } };
      if (name === 'ticket.left') return { data: { ...data, number: null, place: null, state: 'left' } };
      if (name === 'offer.accepted') return accepted(data, typeof payload['staffId'] === 'string' ? payload['staffId'] : null, nowMs);
      const answer = answerTo('ticket.issue', signal);
      if (!answer) return { data };
      if (!answer.ok) return { data, failed: failureOf(answer) };
      if (answer.result.accepted) return accepted(data, null, nowMs);
      return { data: { ...data, number: answer.result.number, place: answer.result.place, state: 'waiting' } };
    },
    timer(data, _name, { config }) {
      const marks = [{ name: 'queue_overflowed', detail: { to: config.overflowSkill } }];
      if (config.overflowSkill === null) return { data, marks, done: { port: 'overflow' } };
      return {
        data: { ...data, overflowed: true },
        marks,
        effects: [request('ticket.issue', { skill: config.overflowSkill, instead: true })],
      };
    },
    view: ({ number, place, state, since, overflowed }, role) => ({
      number,
      place,
      state,
      waitingSince: since,
      overflowed: role === 'customer' ? false : overflowed,
    }),
  },
});

function ticketOf({ number, place }: { readonly [name: string]: unknown }) {
  return { number: typeof number === 'string' ? number : null, place: typeof place === 'number' ? place : null };
}

function accepted(data: Data, agentId: string | null, nowMs: number): NodeStep<Data> {
  return { data, timers: { overflow: null }, done: { port: 'accepted', outputs: { agentId, waitedMs: nowMs - data.since } } };
}
