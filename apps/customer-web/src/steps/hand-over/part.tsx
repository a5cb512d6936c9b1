import { HandOverView } from '@guichet/workflow/views';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';

/** Somebody is being looked for: how far that is. */
export function Part({ step }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { number, place, notice } = HandOverView.parse(step.view);
  return (
    <div role="status">
      <p>{notice?.[language] ?? t('person.called')}</p>
      {number !== null && place !== null && place > 0 && <p data-num>{t('handOver.place', { number, place })}</p>}
    </div>
  );
}
