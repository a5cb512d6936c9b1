import { z } from 'zod';
import { type NodeNeed, nodeNeeds } from '../node-type.ts';
import { explained, text } from './text.ts';

/** What must be the case while the step is worked on; each type has a default that a definition can widen or narrow. */
export function needsField(defaults: readonly NodeNeed[]) {
  return explained(
    z
      .array(z.enum(nodeNeeds))
      .max(nodeNeeds.length)
      .default([...defaults]),
    text('进行条件', 'Needs'),
    text(
      '缺少任何一项时，本环节暂停并说明原因：通话、录制、客户在线、坐席在线；画面清楚、声音清楚由实时质检判断。',
      'While one of these is missing the step holds and says why: the call, the recording, the customer, the agent; whether everybody is seen and heard well is said by live checks.',
    ),
  );
}

/** What happens between the two on the recording. */
export const RECORDED: readonly NodeNeed[] = ['call', 'recording', 'customer_present', 'agent_present'];
/** The same where no agent has to be there: the virtual agent, or the customer alone. */
export const RECORDED_ALONE: readonly NodeNeed[] = ['call', 'recording', 'customer_present'];
