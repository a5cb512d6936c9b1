import type { z } from 'zod';
import { type NodeContext, type NodeMark, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseForbidden, refuseInvalid, refuseState } from '../shared/refuse.ts';
import { type TakenOver, takeOver, takeOverView } from '../shared/take-over.ts';
import { type AnswerInput, type NoteInput, type QuestionConfig, questionManifest } from './manifest.ts';

/** `takenOver` is absent from questions that were asked before it could be done. */
type Data = { readonly asked: number; readonly sinceMs: number; readonly takenOver?: TakenOver | null };
type Context = NodeContext<QuestionConfig>;
type Given = { readonly choice: string | null; readonly how: 'tapped' | 'spoken' | 'on_behalf'; readonly heard: string | null };

/** An answer that was not understood is never taken for the expected one. */
export const question: NodeType = defineNodeType<QuestionConfig, Data>({
  manifest: questionManifest,
  behaviour: {
    enter: ({ nowMs }) => ({ data: { asked: 1, sinceMs: nowMs } }),
    act(data, { name, input, actor }, context) {
      const { mode, maxAsks } = context.config;
      switch (name) {
        case 'answer':
          if (mode === 'spoken') refuseState('This question is answered aloud');
          return take(data, { choice: (input as z.infer<typeof AnswerInput>).choice, how: 'tapped', heard: null }, context);
        case 'note': {
          const isTakenOver = (data.takenOver ?? null) !== null;
          if (mode === 'tapped' && !isTakenOver) refuseForbidden('The customer answers this themselves');
          const { choice, heard } = input as z.infer<typeof NoteInput>;
          return take(data, { choice, how: isTakenOver ? 'on_behalf' : 'spoken', heard }, context);
        }
        case 'take_over': {
          const { config, nowMs } = context;
          const { takenOver, mark } = takeOver({ input, actor, nowMs, allowed: config.mayTakeOver, before: data.takenOver ?? null });
          return { data: { ...data, takenOver }, marks: [mark] };
        }
        case 'ask_again':
          if (data.asked >= maxAsks) refuseState('It was asked as often as allowed');
          return again(data, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    view(data, role, { config }) {
      const isStaff = isStaffSide(role);
      const { question: asked, mode, choices, rule, maxAsks, mayTakeOver } = config;
      const takenOver = data.takenOver ?? null;
      return {
        question: asked,
        mode,
        choices: choices.map(({ key, title, class: kind }) => (isStaff ? { key, title, class: kind } : { key, title })),
        mayTap: role === 'customer' && mode !== 'spoken',
        mayNote: role === 'agent' && (mode !== 'tapped' || takenOver !== null),
        asked: data.asked,
        ...takeOverView(takenOver, role, mayTakeOver),
        ...(isStaff ? { rule, asksLeft: maxAsks - data.asked } : {}),
      };
    },
  },
});

function take(data: Data, { choice: key, how, heard }: Given, context: Context): NodeStep<Data> {
  const { config, nowMs } = context;
  const choice = config.choices.find((one) => one.key === key);
  if (key !== null && !choice) refuseInvalid('There is no such answer');
  const kind = choice?.class ?? 'other';
  const mark = {
    name: 'answered',
    detail: { answer: key, class: kind, how, asked: data.asked, afterMs: nowMs - data.sinceMs, rule: config.rule },
  };
  if (kind === 'other' && data.asked < config.maxAsks) return again(data, context, [mark]);
  return { data, marks: [mark], done: { port: kind, outputs: { answer: key, class: kind, how, heard, asked: data.asked } } };
}

function again(data: Data, { nowMs }: Context, marks: readonly NodeMark[] = []): NodeStep<Data> {
  const asked = data.asked + 1;
  return { data: { ...data, asked, sinceMs: nowMs }, marks: [...marks, { name: 'asked_again', detail: { time: asked } }] };
}
