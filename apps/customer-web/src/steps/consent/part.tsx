import { Button } from '@guichet/ui';
import { ConsentView } from '@guichet/workflow/views';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AtHand } from '../flow/at-hand.tsx';
import { ReadAloud } from '../flow/read-aloud.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** A text to agree to or not. Both answers are as easy to find, and neither is chosen beforehand. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { textVersion, title, body, withoutIt, mayDecide } = ConsentView.parse(step.view);
  const decide = (decision: 'accepted' | 'refused') => void act('decide', { decision, textVersion, language });
  return (
    <>
      {title !== null && <strong>{title[language]}</strong>}
      <div className={classes['text']} tabIndex={0} role="group" aria-label={title?.[language]}>
        {body.map((paragraph) => (
          <p key={paragraph.en}>{paragraph[language]}</p>
        ))}
        <small>{t('consent.version', { version: textVersion ?? '' })}</small>
      </div>
      <ReadAloud text={[title, ...body].flatMap((paragraph) => paragraph?.[language] ?? []).join('\n')} />
      {withoutIt !== null && <p className={classes['without']}>{t('consent.without', { text: withoutIt[language] })}</p>}
      {mayDecide && (
        <AtHand>
          <Button size="xl" busy={busy} onClick={() => decide('refused')}>
            {t('consent.refuse')}
          </Button>
          <Button kind="primary" size="xl" busy={busy} onClick={() => decide('accepted')}>
            {t('consent.agree')}
          </Button>
        </AtHand>
      )}
    </>
  );
}
