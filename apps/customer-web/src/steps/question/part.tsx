import { QuestionView } from '@guichet/workflow/views';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AnswerButtons } from '../flow/answer-buttons.tsx';
import { ReadAloud } from '../flow/read-aloud.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** A question, answered by tapping or aloud. Every answer is as large as the others. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { question, choices, mayTap, asked, takenOver } = QuestionView.parse(step.view);
  return (
    <>
      <p className={classes['question']}>{question[language]}</p>
      <ReadAloud text={[question[language], ...choices.map(({ title }) => title[language])].join('\n')} />
      {asked > 1 && <p role="status">{t('question.again')}</p>}
      {takenOver != null && <p role="status">{t('takenOver')}</p>}
      {mayTap ? (
        <AnswerButtons choices={choices} busy={busy} onAnswer={(choice) => void act('answer', { choice })} />
      ) : (
        <p className={classes['aloud']} role="status">
          {t('question.aloud')}
        </p>
      )}
    </>
  );
}
