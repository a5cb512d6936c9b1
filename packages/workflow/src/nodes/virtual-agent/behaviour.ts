import type { z } from 'zod';
import type { FlowRole } from '../../definition/flow-definition.ts';
import { type Answered, answerTo, request } from '../effect-contracts.ts';
import { type JsonObject, type NodeContext, type NodeMark, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { type SpokenLine, type VirtualAgentConfig, type VirtualAnswerInput, virtualAgentManifest } from './manifest.ts';

type Data = {
  readonly at: number;
  readonly state: 'speaking' | 'waiting';
  /** Of the current line. */
  readonly repeats: number;
  readonly allRepeats: number;
  readonly failures: number;
  readonly sinceMs: number;
  readonly answers: { readonly [line: string]: string };
};
type Context = NodeContext<VirtualAgentConfig>;
type Marks = readonly NodeMark[];

const SILENCE = 'silence';

/** What can't be said or isn't understood ends with a person, never with a guess. */
export const virtualAgent: NodeType = defineNodeType<VirtualAgentConfig, Data>({
  manifest: virtualAgentManifest,
  behaviour: {
    enter: (context) =>
      say({ at: 0, state: 'speaking', repeats: 0, allRepeats: 0, failures: 0, sinceMs: context.nowMs, answers: {} }, context, [
        { name: 'generated_content_labelled', detail: { label: context.config.label } },
      ]),
    act(data, { name, input }, context) {
      if (name === 'ask_person') return callPerson(data, 'asked');
      const { line: key, choice } = input as z.infer<typeof VirtualAnswerInput>;
      const line = context.config.lines[data.at];
      if (line?.key !== key) return refuseState('It is not this line’s turn');
      return answered(data, line, choice, context);
    },
    receive(data, signal, context) {
      const answer = answerTo('speech.speak', signal);
      return answer ? spoken(data, answer, context) : { data };
    },
    timer: (data, _name, context) =>
      repeat(data, context, 'no_answer', [{ name: 'no_answer', detail: { line: context.config.lines[data.at]?.key ?? null } }]),
    view: (data, role, { config }) => viewOf(data, role, config),
  },
});

const refOf = ({ at, repeats, failures }: Data) => `${at}.${repeats}.${failures}`;

function say(data: Data, { config, nowMs }: Context, marks: Marks = []): NodeStep<Data> {
  const line = config.lines[data.at];
  if (!line) return { data, marks, timers: { [SILENCE]: null }, done: { port: 'done', outputs: outputsOf(data, null) } };
  const next: Data = { ...data, state: 'speaking', sinceMs: nowMs };
  return {
    data: next,
    marks,
    timers: { [SILENCE]: null },
    effects: [request('speech.speak', { ref: refOf(next), text: line.text, voice: config.voice })],
  };
}

function spoken(data: Data, answer: Answered<'speech.speak'>, context: Context): NodeStep<Data> {
  const { config, nowMs } = context;
  const line = config.lines[data.at];
  if (!line || data.state !== 'speaking') return { data };
  if (!answer.ok) {
    if (answer.retryable && data.failures === 0) return say({ ...data, failures: 1 }, context);
    return callPerson(data, 'not_spoken');
  }
  // The answer to an earlier saying of the line.
  if (answer.result.ref !== undefined && answer.result.ref !== refOf(data)) return { data };
  const mark = {
    name: 'line_spoken',
    detail: { line: line.key, number: data.at + 1, durationMs: answer.result.durationMs, rule: line.rule },
  };
  if (line.choices.length === 0) return next(data, context, [mark]);
  return { data: { ...data, state: 'waiting', sinceMs: nowMs }, marks: [mark], timers: { [SILENCE]: nowMs + config.answerWithinMs } };
}

function next(data: Data, context: Context, marks: Marks): NodeStep<Data> {
  return say({ ...data, at: data.at + 1, repeats: 0, failures: 0 }, context, marks);
}

/** An answer counts only after the line was said to its end; asking for it again may come before. */
function answered(data: Data, line: SpokenLine, key: string, context: Context): NodeStep<Data> {
  const choice = line.choices.find((one) => one.key === key);
  if (!choice) return refuseInvalid('There is no such answer');
  if (choice.class === 'expected' && data.state !== 'waiting') refuseState('The line is still being said');
  const mark = { name: 'answered', detail: { line: line.key, answer: key, class: choice.class, afterMs: context.nowMs - data.sinceMs } };
  if (choice.class === 'repeat') return repeat(data, context, 'unclear', [mark]);
  const withAnswer = { ...data, answers: { ...data.answers, [line.key]: key } };
  if (choice.class === 'expected') return next(withAnswer, context, [mark]);
  return { data: withAnswer, marks: [mark], timers: { [SILENCE]: null }, done: { port: 'refused', outputs: outputsOf(withAnswer, null) } };
}

function repeat(data: Data, context: Context, reason: string, marks: Marks): NodeStep<Data> {
  if (data.repeats >= context.config.maxRepeats) return callPerson(data, reason, marks);
  return say({ ...data, repeats: data.repeats + 1, allRepeats: data.allRepeats + 1, failures: 0 }, context, marks);
}

function callPerson(data: Data, reason: string, marks: Marks = []): NodeStep<Data> {
  return {
    data,
    marks: [...marks, { name: 'person_asked_for', detail: { reason, line: data.at + 1 } }],
    timers: { [SILENCE]: null },
    done: { port: 'escalated', outputs: outputsOf(data, reason) },
  };
}

const outputsOf = ({ at, answers, allRepeats }: Data, reason: string | null): JsonObject => ({
  lines: at,
  answers,
  repeats: allRepeats,
  reason,
});

function viewOf(data: Data, role: FlowRole, { lines, label }: VirtualAgentConfig): JsonObject {
  const isStaff = isStaffSide(role);
  const line = lines[data.at];
  return {
    label,
    number: Math.min(data.at + 1, lines.length),
    total: lines.length,
    state: data.state,
    line: line
      ? {
          key: line.key,
          text: line.text,
          choices: line.choices.map(({ key, title, class: kind }) =>
            isStaff ? { key, title, class: kind } : { key, title, again: kind === 'repeat' },
          ),
          ...(isStaff ? { rule: line.rule } : {}),
        }
      : null,
    mayAnswer: role === 'customer' && data.state === 'waiting',
    mayAskPerson: role === 'customer',
  };
}
