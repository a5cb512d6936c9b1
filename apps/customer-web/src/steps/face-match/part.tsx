import { CameraGuide } from '../flow/camera-guide.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** The agent compares; the customer only has to look. */
export function Part(_props: StepPartProps) {
  const { t } = useStepTexts();
  return (
    <>
      <CameraGuide frame="face" prompt={t('face.look')} />
      <p className={classes['compares']}>{t('face.compares')}</p>
    </>
  );
}
