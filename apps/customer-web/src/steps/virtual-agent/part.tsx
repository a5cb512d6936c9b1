import { Button } from '@guichet/ui';
import { VirtualAgentView } from '@guichet/workflow/views';
import { IconUser } from '@tabler/icons-react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AnswerButtons } from '../flow/answer-buttons.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** What the virtual agent says, to be read along, and the answers. That it is generated is always in sight, and so is the way to a person. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { label, number, total, line, mayAnswer, mayAskPerson } = VirtualAgentView.parse(step.view);
  return (
    <>
      <p className={classes['label']}>{label[language]}</p>
      {line !== null && (
        <div className={classes['line']} aria-live="polite">
          <small data-num>{t('virtual.line', { number, total })}</small>
          <p>{line.text[language]}</p>
        </div>
      )}
      {line !== null && mayAnswer && (
        <AnswerButtons choices={line.choices} busy={busy} onAnswer={(choice) => void act('answer', { line: line.key, choice })} />
      )}
      {line !== null && !mayAnswer && (
        <p className={classes['listen']} role="status">
          {t('virtual.listen')}
        </p>
      )}
      {/* While the step is held, the page has the way to a person beside it. */}
      {mayAskPerson && step.held.length === 0 && (
        <Button size="xl" wide busy={busy} icon={<IconUser size={20} stroke={1.6} aria-hidden />} onClick={() => void act('ask_person')}>
          {t('person')}
        </Button>
      )}
    </>
  );
}
