import { Button } from '@guichet/ui';
import { LocationView } from '@guichet/workflow/views';
import { useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AtHand } from '../flow/at-hand.tsx';
import { ReadAloud } from '../flow/read-aloud.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { askBrowser } from './ask-browser.ts';
import consent from '../consent/part.module.css';
import classes from './part.module.css';

/** What the position is needed for, a decision, and only then the browser's own question. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const [asking, setAsking] = useState(false);
  const { textVersion, body, withoutIt, agreed, problem, attemptsLeft, maxAccuracyM, decimals } = LocationView.parse(step.view);
  const decide = (decision: 'accepted' | 'refused') => act('decide', { decision, textVersion, language });
  const share = async () => {
    if (!agreed && !(await decide('accepted'))) return;
    setAsking(true);
    const answer = await askBrowser(decimals);
    setAsking(false);
    await act('problem' in answer ? 'fail' : 'report', answer);
  };
  return (
    <>
      <div className={consent['text']} tabIndex={0} role="group" aria-label={t('location.about')}>
        {body.map((paragraph) => (
          <p key={paragraph.en}>{paragraph[language]}</p>
        ))}
        <small>{t('consent.version', { version: textVersion })}</small>
      </div>
      <ReadAloud text={body.map((paragraph) => paragraph[language]).join('\n')} />
      {withoutIt !== null && <p className={consent['without']}>{t('consent.without', { text: withoutIt[language] })}</p>}
      <div className={classes['state']} role="status">
        {asking && <p>{t('location.asking')}</p>}
        {!asking && problem !== null && (
          <>
            <p>{t(`location.problem.${problem}`, { metres: maxAccuracyM })}</p>
            <p>{t('location.left', { count: attemptsLeft })}</p>
          </>
        )}
      </div>
      <AtHand>
        <Button size="xl" busy={busy} onClick={() => void decide('refused')}>
          {t('location.refuse')}
        </Button>
        <Button kind="primary" size="xl" busy={busy || asking} onClick={() => void share()}>
          {t(agreed ? (problem === null ? 'location.share' : 'location.again') : 'location.agree')}
        </Button>
      </AtHand>
    </>
  );
}
