import { type Language, LocalText } from '@guichet/protocol';
import type { AnswerFact } from '@guichet/rules';
import { answerMeant } from '@guichet/speech';
import { z } from 'zod';
import type { HeardAnswers, NotedAnswer } from './listen/line-listener.ts';
import { type Mark, type PlaceEvent, type StepRun, writtenConfig } from './run-story.ts';

const Choices = z.object({ choices: z.array(z.object({ key: z.string(), title: LocalText })) });
/** However long the question took: an answer is noted soon after it was given. */
const GIVEN_WITHIN_MS = 12_000;

const answeredMarks = (step: StepRun): readonly Mark[] => step.marks.filter(({ payload }) => payload.mark === 'answered');
const keyOf = ({ seq }: Mark): string => `${seq}`;

export function answerFacts(steps: readonly StepRun[], place: PlaceEvent, heard: HeardAnswers): readonly AnswerFact[] {
  return steps.flatMap((step) =>
    answeredMarks(step).map((mark) => {
      const { class: kind, how, rule } = mark.payload.detail;
      const known = (['expected', 'refused', 'repeat'] as const).find((one) => one === kind);
      return {
        ...place(mark),
        node: step.path,
        segment: step.segment,
        rule: typeof rule === 'string' ? rule : null,
        class: known ?? 'other',
        how: how === 'tapped' || how === 'spoken' ? how : null,
        heard: heard.get(keyOf(mark)) ?? null,
      };
    }),
  );
}

/** Answers that somebody noted for the customer and whose words are plainly a yes, a no or a wish to hear it again: what an engine may be asked about. */
export function notedAnswers(steps: readonly StepRun[], place: PlaceEvent, language: Language): readonly NotedAnswer[] {
  return steps
    .filter(({ type }) => type === 'question')
    .flatMap((step) => {
      const choices = Choices.safeParse(writtenConfig(step)).data?.choices ?? [];
      return answeredMarks(step).flatMap((mark) => {
        const { how, answer, afterMs } = mark.payload.detail;
        const title = choices.find(({ key }) => key === answer)?.title[language];
        const meant = title === undefined ? 'unsure' : answerMeant(title, language);
        if (how !== 'spoken' || meant === 'unsure') return [];
        const untilMs = place(mark).atMs;
        const sinceMs = typeof afterMs === 'number' && afterMs > 0 ? Math.min(afterMs, GIVEN_WITHIN_MS) : GIVEN_WITHIN_MS;
        return [{ key: keyOf(mark), meant, fromMs: Math.max(0, untilMs - sinceMs), untilMs }];
      });
    });
}
