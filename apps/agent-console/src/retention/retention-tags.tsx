import { assertNever, type HoldView, type RetentionFacts, type RetentionPolicyView } from '@guichet/protocol';
import { formatDateTime, Tag, type Tone } from '@guichet/ui';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from '../review/review-work.module.css';

function toneOf(state: RetentionFacts['state']): Tone {
  switch (state) {
    case 'kept':
      return 'ok';
    case 'due':
    case 'deleting':
      return 'warn';
    case 'deleted':
      return 'none';
    default:
      return assertNever(state);
  }
}

/** Where a session stands, and what holds it. */
export function RetentionTags({ facts }: { readonly facts: RetentionFacts }) {
  const { t } = useTexts();
  return (
    <span className={classes['tags']}>
      <Tag tone={toneOf(facts.state)}>{t(`retention.state.${facts.state}`)}</Tag>
      {facts.held && <Tag tone="brand">{t('retention.held')}</Tag>}
      {facts.disputes.map((id) => (
        <Tag key={id} tone="brand">
          {t('retention.disputed', { id })}
        </Tag>
      ))}
    </span>
  );
}

/** The day, or what it waits for. */
export function KeptUntil({ facts: { until, waitsFor } }: { readonly facts: RetentionFacts }) {
  const { t } = useTexts();
  if (until !== null) return <span className={classes['nowrap']}>{formatDateTime(until)}</span>;
  return (
    <>
      {t('retention.endless')}
      {waitsFor.map((end) => (
        <div key={end} className={classes['note']}>
          {t(`retention.waits.${end}`)}
        </div>
      ))}
    </>
  );
}

/** A policy that nobody held against its text says so wherever it stands. */
export function PolicyTag({ policy, inText = false }: { readonly policy: RetentionPolicyView; readonly inText?: boolean }) {
  const { t, language } = useTexts();
  return (
    <div className={classes['policy']}>
      {inText ? (
        <span title={policy.citation.text[language]}>{policy.title[language]}</span>
      ) : (
        <Tag tone="line" title={policy.citation.text[language]}>
          {policy.title[language]}
        </Tag>
      )}
      {!policy.checked && (
        <Tag tone="warn" title={t('retention.policy.uncheckedDetail')}>
          {t('retention.policy.unchecked')}
        </Tag>
      )}
    </div>
  );
}

export function HoldTag({ hold: { state } }: { readonly hold: HoldView }) {
  const { t } = useTexts();
  const tone: Tone = state === 'standing' ? 'brand' : state === 'release_requested' ? 'warn' : 'none';
  return <Tag tone={tone}>{t(`holds.state.${state}`)}</Tag>;
}
