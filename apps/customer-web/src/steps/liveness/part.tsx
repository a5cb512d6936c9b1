import { LivenessView } from '@guichet/workflow/views';
import { useTexts } from '../../app/texts/use-texts.ts';
import { CameraGuide } from '../flow/camera-guide.tsx';
import { ReadAloud } from '../flow/read-aloud.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { ChallengePicture } from './challenge-picture.tsx';
import classes from './part.module.css';

/** One thing to do after the other, while the agent looks. */
export function Part({ step }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { current, digits, seconds, isUnheard, isLookedAt, number, total, round } = LivenessView.parse(step.view);
  const seen = current === null ? total : number - 1;
  return (
    <>
      <CameraGuide frame="face" prompt={current?.title[language] ?? t('liveness.done')}>
        {isUnheard && (
          <p className={classes['tip']} role="alert">
            {t('liveness.unheard')}
          </p>
        )}
        {/* Digits are their own picture, and have to be in sight. */}
        {current !== null && digits === null && <ChallengePicture challenge={current.key} />}
        {digits !== null && (
          <p className={classes['digits']} data-num>
            {digits}
          </p>
        )}
        {total > 1 && (
          <ol className={classes['dots']} aria-hidden>
            {Array.from({ length: total }, (_, index) => (
              <li key={index} data-seen={index < seen} />
            ))}
          </ol>
        )}
      </CameraGuide>
      {(current === null || total > 1) && (
        <p className={classes['progress']} data-num>
          {current === null ? t('liveness.wait') : t('liveness.progress', { number, total })}
        </p>
      )}
      {current !== null && <ReadAloud text={digits === null ? current.title[language] : `${current.title[language]}: ${digits}`} />}
      {seconds !== null && <p className={classes['progress']}>{t('liveness.seconds', { seconds })}</p>}
      {isLookedAt && <p role="status">{t('liveness.lookedAt')}</p>}
      {!isLookedAt && round > 1 && current !== null && <p role="status">{t(total > 1 ? 'liveness.again' : 'liveness.onceMore')}</p>}
    </>
  );
}
