import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import { type NodeContext, type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { type GiveUpInput, type InviteConfig, type InviteInput, inviteManifest } from './manifest.ts';

type Data = {
  readonly state: 'none' | 'sending' | 'sent' | 'not_sent';
  readonly times: number;
  readonly name: string | null;
  /** Of every link that was made for this step. */
  readonly invitations: readonly string[];
  /** Whoever has it can come in: only the agent sees it. */
  readonly link: string | null;
  readonly problem: string | null;
  readonly admitted: readonly string[];
};
type Context = NodeContext<InviteConfig>;

const MOST_INVITATIONS = 5;

export const invite: NodeType = defineNodeType<InviteConfig, Data>({
  manifest: inviteManifest,
  behaviour: {
    enter: () => ({ data: { state: 'none', times: 0, name: null, invitations: [], link: null, problem: null, admitted: [] } }),
    act(data, { name, input }, context) {
      switch (name) {
        case 'invite':
          return send(data, input as z.infer<typeof InviteInput>, context);
        case 'give_up':
          return giveUp(data, (input as z.infer<typeof GiveUpInput>).reason, context);
        case 'decline':
          return declined(data, 'guest');
        default:
          return refuseInvalid('No such action');
      }
    },
    receive: (data, signal, context) => receive(data, signal, context),
    view(data, role, { config }) {
      const shared = { role: config.role, title: config.title, state: data.state };
      if (!isStaffSide(role)) return shared;
      const { name, link, problem, times } = data;
      return { ...shared, name, link, problem, times, mayInvite: times < MOST_INVITATIONS, mayLeaveOut: config.optional };
    },
  },
});

/** Inviting again makes a new link; which ones still hold is the counter's. */
function send(data: Data, { name, phone }: z.infer<typeof InviteInput>, { config }: Context): NodeStep<Data> {
  if (data.times >= MOST_INVITATIONS) refuseState('Invited as often as allowed');
  const times = data.times + 1;
  return {
    data: { ...data, state: 'sending', times, name, link: null, problem: null },
    effects: [request('invite.send', { ref: `${times}`, role: config.role, title: config.title, name, phone })],
    marks: [{ name: 'guest_invited', detail: { role: config.role, time: times } }],
  };
}

function receive(data: Data, signal: Signal, { config }: Context): NodeStep<Data> {
  const answer = answerTo('invite.send', signal);
  if (answer) {
    if (!answer.ok) return { data: { ...data, state: 'not_sent', problem: answer.code } };
    const { invitationId, link } = answer.result;
    return { data: { ...data, state: 'sent', invitations: [...data.invitations, invitationId], link } };
  }
  const { name, payload } = signal;
  const participantId = payload['participantId'];
  if (typeof participantId !== 'string') return { data };
  if (name === 'call.participant_admitted')
    return { data: admits(data, payload) ? { ...data, admitted: [...data.admitted, participantId] } : data };
  if (name !== 'call.participant_joined' || !data.admitted.includes(participantId)) return { data };
  return {
    data: { ...data, link: null },
    marks: [{ name: 'guest_joined', detail: { role: config.role, participantId } }],
    done: { port: 'joined', outputs: { participantId, name: data.name } },
  };
}

/** A guest of this step, and not one of another that is open beside it: the log says by whose link they came, where it knows. */
function admits({ invitations, times }: Data, { role, invitationId }: Signal['payload']): boolean {
  if (role !== 'guest' || times === 0) return false;
  return typeof invitationId !== 'string' || invitations.includes(invitationId);
}

function giveUp(data: Data, reason: z.infer<typeof GiveUpInput>['reason'], { config }: Context): NodeStep<Data> {
  if (reason === 'not_needed' && !config.optional) refuseState('This person has to be asked');
  if (reason !== 'not_needed' && data.times === 0) refuseState('Nobody was invited yet');
  return declined(data, reason);
}

function declined(data: Data, reason: string): NodeStep<Data> {
  return {
    data: { ...data, link: null },
    marks: [{ name: 'guest_declined', detail: { reason } }],
    done: { port: 'declined', outputs: { participantId: null, name: data.name } },
  };
}
