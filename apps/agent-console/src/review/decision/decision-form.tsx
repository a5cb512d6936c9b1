import { type FindingDecision, type FindingView, ReviewDecision, type ReviewDetail } from '@guichet/protocol';
import { Button, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import { type DecisionDraft, EMPTY_DRAFT, findingsToSend, problemsOf, saidOf, toDecide } from './decision-draft.ts';
import { FindingItem } from './finding-item.tsx';

const SAYINGS: readonly FindingDecision[] = ['confirmed', 'overruled', 'unclear'];

interface DecisionFormProps {
  readonly detail: ReviewDetail;
  readonly onSeek: ((atMs: number) => void) | null;
  readonly onDecided: (detail: ReviewDetail) => void;
}

/** Every rule that did not pass, and the decision overall. Nothing of another one's decision stands here. */
export function DecisionForm({ detail, onSeek, onDecided }: DecisionFormProps) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const [draft, setDraft] = useState<DecisionDraft>(EMPTY_DRAFT);
  const [tried, setTried] = useState(false);
  const { findings } = detail.inspection;
  const problems = problemsOf(draft, findings);
  const shown = tried ? problems : [];
  const send = useMutation({
    mutationFn: () =>
      http.request('reviews.decide', {
        params: { reviewId: detail.review.reviewId },
        body: { decision: draft.decision ?? 'reject', reason: draft.reason, findings: findingsToSend(draft, findings) },
      }),
    onSuccess: (next) => {
      toasts.show('ok', t('review.decided'));
      onDecided(next);
    },
    onError: (error) => toasts.show('danger', errorText(error, language)),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (problems.length === 0) send.mutate();
    else requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-problem]')?.scrollIntoView({ block: 'center' }));
  };
  const say = (findingId: string, part: Partial<ReturnType<typeof saidOf>>): void =>
    setDraft((now) => ({ ...now, findings: { ...now.findings, [findingId]: { ...saidOf(now, findingId), ...part } } }));
  const overall = shown.find(({ what }) => what === 'decision' || what === 'pass_with_failure');

  return (
    <form className={classes['review']} onSubmit={submit} noValidate>
      <ul className={classes['findings']}>
        {toDecide(findings).map((finding) => (
          <FindingItem key={finding.findingId} finding={finding} onSeek={onSeek}>
            <FindingSaying
              finding={finding}
              draft={draft}
              problem={shown.find((one) => 'findingId' in one && one.findingId === finding.findingId)?.what ?? null}
              onSay={(part) => say(finding.findingId, part)}
            />
          </FindingItem>
        ))}
      </ul>
      <fieldset className={classes['choices']} data-problem={overall === undefined ? undefined : ''}>
        <legend>
          <strong>{t('review.overall')}</strong>
        </legend>
        {ReviewDecision.options.map((option) => (
          <label key={option}>
            <input
              type="radio"
              name="decision"
              checked={draft.decision === option}
              onChange={() => setDraft({ ...draft, decision: option })}
            />
            {t(`review.decision.${option}`)}
          </label>
        ))}
      </fieldset>
      {overall !== undefined && (
        <p className={classes['error']} role="alert">
          {t(overall.what === 'decision' ? 'review.decision.missing' : 'review.decision.passWithFailure')}
        </p>
      )}
      <Field
        label={t('review.reason')}
        hint={t('review.reasonHint')}
        error={shown.some(({ what }) => what === 'reason') ? t('review.finding.reasonMissing') : null}
      >
        {(control) => (
          <textarea
            {...control}
            className={`${control.className} ${classes['area']}`}
            rows={3}
            maxLength={2_000}
            value={draft.reason}
            onChange={(event) => setDraft({ ...draft, reason: event.target.value })}
          />
        )}
      </Field>
      <div className={classes['actions']}>
        <Button kind="primary" type="submit" busy={send.isPending}>
          {t('review.decide')}
        </Button>
        <span className={classes['note']}>{t('review.decideFinal')}</span>
      </div>
    </form>
  );
}

interface SayingProps {
  readonly finding: FindingView;
  readonly draft: DecisionDraft;
  readonly problem: string | null;
  readonly onSay: (part: Partial<ReturnType<typeof saidOf>>) => void;
}

function FindingSaying({ finding, draft, problem, onSay }: SayingProps) {
  const { t, language } = useTexts();
  const said = saidOf(draft, finding.findingId);
  const title = finding.title[language];
  return (
    <>
      <fieldset className={classes['choices']} data-problem={problem === 'finding' ? '' : undefined}>
        <legend className="visually-hidden">{t('review.finding.say', { title })}</legend>
        {SAYINGS.map((saying) => (
          <label key={saying}>
            <input type="radio" name={finding.findingId} checked={said.decision === saying} onChange={() => onSay({ decision: saying })} />
            {t(`review.finding.${saying}`)}
          </label>
        ))}
      </fieldset>
      {problem === 'finding' && (
        <p className={classes['error']} role="alert">
          {t('review.finding.missing')}
        </p>
      )}
      {said.decision !== null && said.decision !== 'confirmed' && (
        <Field
          label={t('review.finding.reasonFor', { title })}
          hint={t('review.finding.reasonHint')}
          error={problem === 'finding_reason' ? t('review.finding.reasonMissing') : null}
        >
          {(control) => (
            <input
              {...control}
              type="text"
              maxLength={2_000}
              value={said.reason}
              onChange={(event) => onSay({ reason: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
