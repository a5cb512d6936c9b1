import { InviteView } from '@guichet/workflow/views';
import { IconUserPlus } from '@tabler/icons-react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** Somebody else is asked into the call: who for what, and how far that is. */
export function Part({ step }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { title, state } = InviteView.parse(step.view);
  return (
    <div className={classes['invite']}>
      <IconUserPlus size={24} stroke={1.6} aria-hidden />
      <div>
        <p>{title[language]}</p>
        <p className={classes['state']} role="status">
          {t(state === 'sent' ? 'invite.sent' : 'invite.asking')}
        </p>
      </div>
    </div>
  );
}
