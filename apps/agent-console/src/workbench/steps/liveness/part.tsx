import { Button, Tag } from '@guichet/ui';
import { LivenessStaffView } from '@guichet/workflow/views';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { EngineHint, TONES } from '../../flow/kit/engine-hint.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import { Picture } from '../../flow/kit/picture.tsx';
import { ReasonAction } from '../../flow/kit/reason-action.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

/** One challenge at a time; the agent says what they saw. */
export function Part({ step, act, busy, spoken }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const view = LivenessStaffView.parse(step.view);
  const { current, digits, isUnheard, seconds, number, total, round, attemptsLeft, mayConfirm, hint, rejections } = view;
  const { findings, images } = view;
  const may = (action: string) => step.actions.includes(action);
  const left = total - number + 1;
  const sending = busy ? t('kit.sending') : null;
  return (
    <>
      <section className={classes['challenge']} role="status">
        <header>
          <span>{current === null ? t('liveness.allSeen') : t('liveness.ask', { number, total })}</span>
          {round > 1 && <Tag tone="warn">{t('liveness.round', { round })}</Tag>}
        </header>
        <p lang={spoken}>{current?.title[spoken] ?? t('liveness.decide')}</p>
        {digits !== null && <p data-num>{digits}</p>}
        {seconds !== null && <small>{t(isUnheard ? 'liveness.askedAgain' : 'liveness.watched', { seconds })}</small>}
      </section>
      <CustomerSees>{current === null ? t('liveness.seesWait') : t('liveness.sees')}</CustomerSees>
      {current !== null && may('observe') && (
        <Actions>
          <Button
            icon={<IconX size={16} stroke={1.75} aria-hidden />}
            offReason={attemptsLeft > 0 ? sending : t('liveness.noAttemptsLeft')}
            onClick={() => void act('observe', { seen: false, challenge: current.key })}
          >
            {t('liveness.notSeen')}
          </Button>
          <Button
            kind="primary"
            size="lg"
            data-last
            icon={<IconCheck size={18} stroke={2} aria-hidden />}
            offReason={sending}
            onClick={() => void act('observe', { seen: true, challenge: current.key })}
          >
            {t('liveness.seen')}
          </Button>
        </Actions>
      )}
      {/* While an engine watches, nothing is by eye yet. */}
      {(hint !== null || seconds === null) && <EngineHint hint={hint} />}
      {findings.length > 0 && (
        <ul className={classes['findings']}>
          {findings.map(({ challenge, decision, finding }) => (
            <li key={challenge.key}>
              <span>{challenge.title[language]}</span>
              <Tag tone={TONES[decision]}>{finding?.[language] ?? t(`kit.hint.${decision}`)}</Tag>
            </li>
          ))}
        </ul>
      )}
      {images.some(({ ref }) => ref !== null) && (
        <div className={classes['pictures']}>
          {images.map(({ what, ref, atMs }, index) => (
            <Picture key={what} label={t('face.picture', { number: index + 1 })} reference={ref} atMs={atMs} />
          ))}
        </div>
      )}
      <Missing items={mayConfirm ? [] : [t('liveness.left', { count: left })]} />
      <Actions>
        {may('reject') && (
          <ReasonAction label={t('kit.reject')} reasons={rejections} danger busy={busy} onDo={(reason) => act('reject', { reason })} />
        )}
        {may('confirm') && (
          <Button
            kind={mayConfirm ? 'primary' : 'secondary'}
            size="lg"
            data-last
            offReason={mayConfirm ? sending : t('liveness.left', { count: left })}
            onClick={() => void act('confirm')}
          >
            {t('liveness.confirm')}
          </Button>
        )}
      </Actions>
    </>
  );
}
