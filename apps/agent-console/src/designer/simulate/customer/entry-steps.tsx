import { Button } from '@guichet/ui';
import { ConsentView } from '@guichet/workflow/views';
import { AtHand, Note, type StepCan } from './step-kit.tsx';
import classes from '../screens.module.css';

const HASH = '0'.repeat(64);

export function ConsentStep({ step, t, language, act, tell }: StepCan) {
  const { source, textVersion, title, body, withoutIt, mayDecide } = ConsentView.parse(step.view);
  // The session's own notice is decided upon at the entry, and noted in the session's log.
  const decide = (decision: 'accepted' | 'refused') =>
    source === 'session'
      ? tell('consent.decided', { kind: 'recording', decision, textVersion: textVersion ?? '', textHash: HASH, language })
      : act('decide', { decision, textVersion, language });
  return (
    <>
      {title !== null && <strong>{title[language]}</strong>}
      {body.length === 0 ? <Note>{t('step.notice')}</Note> : body.map((paragraph) => <p key={paragraph.en}>{paragraph[language]}</p>)}
      {withoutIt !== null && <Note>{t('step.without', { text: withoutIt[language] })}</Note>}
      {(mayDecide || source === 'session') && (
        <AtHand>
          <Button size="touch" onClick={() => decide('refused')}>
            {t('step.disagree')}
          </Button>
          <Button kind="primary" size="touch" onClick={() => decide('accepted')}>
            {t('step.agree')}
          </Button>
        </AtHand>
      )}
    </>
  );
}

const WORKS = { verdict: 'good', camera: true, microphone: true, speaker: true } as const;

export function DeviceCheckStep({ step, t, tell, language }: StepCan) {
  const missing = Array.isArray(step.view['missing']) ? (step.view['missing'] as readonly ('camera' | 'microphone' | 'network')[]) : [];
  const report = (over: object) => tell('check.reported', { ...WORKS, ...over });
  return (
    <>
      {missing.length > 0 && (
        <Note>{t('step.missing', { parts: missing.map((part) => t(`step.part.${part}`)).join(language === 'en' ? ', ' : '、') })}</Note>
      )}
      <div className={classes['answers']}>
        <Button kind="primary" size="touch" wide onClick={() => report({})}>
          {t('step.checkWorks')}
        </Button>
        <Button size="touch" wide onClick={() => report({ verdict: 'poor' })}>
          {t('step.checkPoor')}
        </Button>
        <Button size="touch" wide onClick={() => report({ camera: false })}>
          {t('step.checkNoCamera')}
        </Button>
        <Button size="touch" wide onClick={() => report({ microphone: false })}>
          {t('step.checkNoMicrophone')}
        </Button>
      </div>
    </>
  );
}
