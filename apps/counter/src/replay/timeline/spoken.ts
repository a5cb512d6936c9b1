import { LocalText, type Timeline } from '@guichet/protocol';
import { z } from 'zod';
import type { RecordingClock } from './clock.ts';
import type { FlowStory, NodeStory } from './flow-story.ts';

const Lines = z.object({
  lines: z.array(
    z.object({
      key: z.string(),
      text: LocalText,
      readBy: z.string().default('virtual_agent'),
      rule: z.string().nullable().default(null),
    }),
  ),
});
const Ticked = z.object({ line: z.string(), heldMs: z.number().default(0), tooFast: z.boolean().default(false) });
const OfLine = z.object({ line: z.string() });
const Asked = z.object({ question: LocalText, choices: z.array(z.object({ key: z.string(), title: LocalText })) });
const Answered = z.object({ answer: z.string().nullable(), class: z.string(), how: z.string().default('tapped') });

/** What was read out, line by line, and what says that it was. */
export function projectScript({ nodes }: FlowStory, clock: RecordingClock): Timeline['scriptLines'] {
  return nodes.flatMap((node) => {
    const parsed = node.type === 'script' || node.type === 'virtual-agent' ? Lines.safeParse(node.config) : null;
    return parsed?.success === true ? linesOf(node, parsed.data.lines, clock) : [];
  });
}

function linesOf(node: NodeStory, lines: z.infer<typeof Lines>['lines'], clock: RecordingClock): Timeline['scriptLines'] {
  let readUntil = node.enteredAt;
  return lines.map(({ key, text, readBy, rule }) => {
    const marks = node.facts.flatMap((fact) =>
      fact.kind === 'marked' && OfLine.safeParse(fact.detail).data?.line === key
        ? [{ at: fact.at, mark: fact.mark, detail: fact.detail }]
        : [],
    );
    const read = marks.findLast(({ mark }) => mark === 'line_ticked' || mark === 'line_spoken');
    const acknowledged = marks.findLast(({ mark }) => mark === 'line_acknowledged' || mark === 'answered');
    const shared = {
      nodeRunId: node.nodeRunId,
      line: key,
      text,
      readBy,
      rule,
      acknowledgedAtMs: acknowledged === undefined ? null : clock.at(acknowledged.at),
      rereads: marks.filter(({ mark }) => mark === 'line_asked_again').length,
    };
    if (read === undefined) {
      const at = clock.end(node.leftAt);
      return { ...shared, fromMs: at, untilMs: at, evidence: 'unread' as const };
    }
    const { heldMs, tooFast } = Ticked.parse(read.detail);
    const from = Math.max(readUntil, heldMs > 0 ? read.at - heldMs : readUntil);
    readUntil = Math.max(read.at, acknowledged?.at ?? 0);
    const evidence = tooFast ? ('too_fast' as const) : acknowledged === undefined ? ('ticked' as const) : ('acknowledged' as const);
    return { ...shared, fromMs: clock.at(from), untilMs: clock.at(read.at), evidence };
  });
}

/** What was asked and answered. */
export function projectAnswers({ nodes }: FlowStory, clock: RecordingClock): Timeline['answers'] {
  return nodes.flatMap((node) => {
    const config = node.type === 'question' ? Asked.safeParse(node.config) : null;
    if (config?.success !== true) return [];
    const { question, choices } = config.data;
    return node.facts.flatMap((fact) => {
      const answered = fact.kind === 'marked' && fact.mark === 'answered' ? Answered.safeParse(fact.detail) : null;
      if (answered?.success !== true) return [];
      const { answer, class: kind, how } = answered.data;
      const title = choices.find(({ key }) => key === answer)?.title ?? null;
      return [{ nodeRunId: node.nodeRunId, atMs: clock.at(fact.at), question, answer: title, kind, how }];
    });
  });
}
