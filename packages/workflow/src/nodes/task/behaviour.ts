import type { z } from 'zod';
import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type FlowActor, type NodeContext, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseForbidden, refuseInvalid, refuseState } from '../shared/refuse.ts';
import { type DecideInput, type SubmitTaskInput, type TaskConfig, taskManifest } from './manifest.ts';

type Data = { readonly makerId: string | null; readonly makerNote: string; readonly submittedAtMs: number | null };
type Context = NodeContext<TaskConfig>;

/** Four eyes: whoever submitted never decides, whatever roles they have. */
export const task: NodeType = defineNodeType<TaskConfig, Data>({
  manifest: taskManifest,
  behaviour: {
    enter: () => ({ data: { makerId: null, makerNote: '', submittedAtMs: null } }),
    act: (data, { name, input, actor }, context) =>
      name === 'submit'
        ? submit(data, input as z.infer<typeof SubmitTaskInput>, actor, context)
        : decide(data, input as z.infer<typeof DecideInput>, actor, context),
    receive(data, signal) {
      const answer = answerTo('task.assign', signal);
      return answer && !answer.ok ? { data, failed: failureOf(answer) } : { data };
    },
    view(data, role, { config }) {
      const shared = { title: config.title, state: data.submittedAtMs === null ? 'making' : 'checking', since: data.submittedAtMs };
      if (!isStaffSide(role)) return shared;
      return {
        ...shared,
        checkedBy: config.checkedBy,
        show: config.show,
        makerId: data.makerId,
        makerNote: data.makerNote,
        returns: config.returns,
      };
    },
  },
});

function submit(data: Data, { note }: z.infer<typeof SubmitTaskInput>, actor: FlowActor, { config, nowMs }: Context): NodeStep<Data> {
  if (data.submittedAtMs !== null) refuseState('It was submitted already');
  if (actor.id === null) refuseForbidden('A maker is known by name');
  return {
    data: { makerId: actor.id, makerNote: note, submittedAtMs: nowMs },
    effects: [request('task.assign', { role: config.checkedBy, skill: config.skill, title: config.title, makerId: actor.id })],
    marks: [{ name: 'task_submitted', detail: { makerId: actor.id } }],
  };
}

function decide(data: Data, { decision, note }: z.infer<typeof DecideInput>, actor: FlowActor, { config, nowMs }: Context): NodeStep<Data> {
  if (actor.role !== config.checkedBy) refuseForbidden('Another role decides this');
  if (data.submittedAtMs === null) refuseState('It was not submitted yet');
  if (actor.id === null || actor.id === data.makerId) refuseForbidden('Somebody else than the maker decides');
  if (decision === 'returned' && !config.returns) refuseInvalid('This task cannot be returned');
  if (decision !== 'approved' && note === '') refuseInvalid('A reason is needed');
  const tookMs = nowMs - data.submittedAtMs;
  return {
    data,
    marks: [{ name: 'task_decided', detail: { decision, makerId: data.makerId, checkerId: actor.id, tookMs } }],
    done: { port: decision, outputs: { decision, makerId: data.makerId, checkerId: actor.id, note } },
  };
}
