import { z } from 'zod';
import type { FlowRole } from '../../definition/flow-definition.ts';
import type { FlowActor, NodeAction, NodeMark } from '../node-type.ts';
import { refuseForbidden, refuseState } from './refuse.ts';
import { TakeOverReason } from './take-over-view.ts';
import { explained, text } from './text.ts';

/** Whether the agent may complete the customer's part of the step; only where an institution says so. */
export const takeOverField = explained(
  z.boolean().default(false),
  text('坐席可以代办', 'The agent may take over'),
  text(
    '客户要求或无法操作时，坐席说明原因后代为完成；所填内容的作者记为坐席。',
    'When the customer asks for it or cannot, the agent says why and completes it; the agent stays the author of what they enter.',
  ),
);

const TakeOverInput = z.object({ reason: TakeOverReason });

export const takeOverAction: NodeAction = { roles: ['agent'], input: TakeOverInput };

/** By whom, why and when the customer's part was taken over. */
export type TakenOver = { readonly byId: string | null; readonly reason: z.infer<typeof TakeOverReason>; readonly atMs: number };

interface TakeOver {
  readonly input: unknown;
  readonly actor: FlowActor;
  readonly nowMs: number;
  readonly allowed: boolean;
  readonly before: TakenOver | null;
}

/** From now on the agent acts for the customer at this step. Throws ActionRefused where that is not allowed, or was done already. */
export function takeOver({ input, actor, nowMs, allowed, before }: TakeOver): { readonly takenOver: TakenOver; readonly mark: NodeMark } {
  if (!allowed) refuseForbidden('The customer does this themselves');
  if (before !== null) refuseState('It was taken over already');
  const { reason } = TakeOverInput.parse(input);
  return { takenOver: { byId: actor.id, reason, atMs: nowMs }, mark: { name: 'taken_over', detail: { reason } } };
}

/** What pages show of it: everybody, that it is so; the agent, that it could be. */
export function takeOverView(takenOver: TakenOver | null, role: FlowRole, allowed: boolean) {
  return {
    mayTakeOver: role === 'agent' && allowed && takenOver === null,
    takenOver: takenOver === null ? null : { reason: takenOver.reason, atMs: takenOver.atMs },
  };
}
