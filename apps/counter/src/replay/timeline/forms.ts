import { LocalText, type Language, type Timeline, type TimelineForm } from '@guichet/protocol';
import { z } from 'zod';
import type { ShownValues } from '../shown-values.ts';
import type { RecordingClock } from './clock.ts';
import type { FlowStory, NodeStory } from './flow-story.ts';

const FormConfig = z.object({
  title: LocalText.optional(),
  fields: z.array(
    z.object({
      key: z.string(),
      type: z.string(),
      title: LocalText,
      options: z.array(z.object({ key: z.string(), title: LocalText })).default([]),
      initial: z.unknown().optional(),
    }),
  ),
});
const RiskConfig = z.object({
  questions: z.array(z.object({ key: z.string(), text: LocalText, options: z.array(z.object({ key: z.string(), text: LocalText })) })),
});
const Edit = z.object({ field: z.string(), value: z.unknown() });
const RiskAnswer = z.object({ question: z.string(), option: z.string() });

interface Field {
  readonly key: string;
  readonly type: string;
  readonly title: LocalText;
  readonly options: readonly { readonly key: string; readonly title: LocalText }[];
  readonly initial?: unknown;
}

/** Forms and questionnaires as they were filled in, change by change. */
export function projectForms({ nodes }: FlowStory, clock: RecordingClock, shown: ShownValues, language: Language): Timeline['forms'] {
  return nodes.flatMap((node) => {
    const fields = fieldsOf(node);
    return fields === null ? [] : [formOf(node, fields, { clock, shown, language })];
  });
}

function fieldsOf({ type, config }: NodeStory): readonly Field[] | null {
  if (type === 'form') return FormConfig.safeParse(config).data?.fields ?? null;
  if (type !== 'risk-assessment') return null;
  const questions = RiskConfig.safeParse(config).data?.questions;
  return (
    questions?.map(({ key, text, options }) => ({
      key,
      type: 'choice',
      title: text,
      options: options.map((option) => ({ key: option.key, title: option.text })),
    })) ?? null
  );
}

interface How {
  readonly clock: RecordingClock;
  readonly shown: ShownValues;
  readonly language: Language;
}

function formOf(node: NodeStory, fields: readonly Field[], { clock, shown, language }: How): TimelineForm {
  const entries: TimelineForm['entries'] = [];
  const enter = (at: number, key: string, value: unknown, by: TimelineForm['entries'][number]['by']): void => {
    const field = fields.find((candidate) => candidate.key === key);
    if (field === undefined) return;
    const chosen = Array.isArray(value) ? value : [value];
    const titles = field.options.filter((option) => chosen.includes(option.key)).map(({ title }) => title[language]);
    const title = field.options.length === 0 ? null : titles.join(', ');
    entries.push({ atMs: clock.at(at), field: key, value: shown.field(field.type, value, title), by });
  };
  for (const field of fields) if (field.initial != null) enter(node.enteredAt, field.key, field.initial, 'system');
  let submittedAtMs: number | null = null;
  for (const fact of node.facts) {
    if (fact.kind === 'marked') {
      if (fact.mark === 'form_submitted' || fact.mark === 'risk_assessed') submittedAtMs = clock.at(fact.at);
      continue;
    }
    const edit = fact.action === 'edit' ? Edit.safeParse(fact.input).data : undefined;
    if (edit !== undefined) enter(fact.at, edit.field, edit.value, fact.role);
    const answer = fact.action === 'answer' ? RiskAnswer.safeParse(fact.input).data : undefined;
    if (answer !== undefined) enter(fact.at, answer.question, answer.option, fact.role);
  }
  return {
    nodeRunId: node.nodeRunId,
    title: FormConfig.pick({ title: true }).safeParse(node.config).data?.title ?? node.title,
    fromMs: clock.at(node.enteredAt),
    untilMs: clock.end(node.leftAt),
    submittedAtMs,
    fields: fields.map(({ key, title }) => ({ key, title })),
    entries,
  };
}
