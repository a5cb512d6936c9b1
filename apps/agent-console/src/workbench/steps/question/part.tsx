import { Button, Field, Tag } from '@guichet/ui';
import { QuestionStaffView } from '@guichet/workflow/views';
import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { type Choice, Choices } from '../../flow/kit/choices.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { TakeOver } from '../../flow/kit/take-over.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

/** Said aloud and not understood: an answer of its own, never taken for one of the others. */
const NOT_UNDERSTOOD = '';

/** A question to the customer: how it is answered, and the note of an answer that was spoken. */
export function Part({ step, act, busy, spoken }: NodePartProps) {
  const { t } = useFlowTexts();
  const view = QuestionStaffView.parse(step.view);
  return (
    <>
      <section className={classes['question']}>
        <header>
          <span>{t(view.asked > 1 ? 'question.askedTimes' : 'question.ask', { count: view.asked })}</span>
          {view.rule !== null && <span data-num>{view.rule}</span>}
        </header>
        <p lang={spoken}>{view.question[spoken]}</p>
      </section>
      <CustomerSees>{t(`question.sees.${view.mode}`)}</CustomerSees>
      <Missing items={[t('question.missing')]} />
      {/* What was chosen for an earlier asking is no answer to this one. */}
      {view.mayNote && <SpokenAnswer key={view.asked} view={view} act={act} busy={busy} />}
      {!view.mayNote && <CalmLine>{t('question.customerTaps')}</CalmLine>}
      <TakeOver view={view} act={act} busy={busy} />
      {step.actions.includes('ask_again') && (
        <Actions>
          <Button
            icon={<IconRepeat size={16} stroke={1.75} aria-hidden />}
            offReason={view.asksLeft > 0 ? (busy ? t('kit.sending') : null) : t('question.noAsksLeft')}
            onClick={() => void act('ask_again')}
          >
            {t('question.askAgain')}
          </Button>
          <small className={classes['left']}>{t('question.asksLeft', { count: Math.max(0, view.asksLeft) })}</small>
        </Actions>
      )}
    </>
  );
}

function SpokenAnswer({ view, act, busy }: { readonly view: QuestionStaffView } & Pick<NodePartProps, 'act' | 'busy'>) {
  const { t, language } = useFlowTexts();
  const [choice, setChoice] = useState<string | null>(null);
  const [heard, setHeard] = useState('');
  const choices: Choice[] = [
    ...view.choices.map(({ key, title, class: kind }) => ({
      key,
      title: title[language],
      aside: kind === 'expected' ? null : <Tag tone={kind === 'refused' ? 'danger' : 'warn'}>{t(`question.class.${kind}`)}</Tag>,
    })),
    { key: NOT_UNDERSTOOD, title: t('question.notUnderstood') },
  ];
  const send = () => act('note', { choice: choice === NOT_UNDERSTOOD ? null : choice, heard: heard.trim() });
  return (
    <>
      <Choices label={t('question.answer')} choices={choices} chosen={choice} onChoose={setChoice} />
      <Field label={t('question.heard')} hint={t('question.heardHint')}>
        {(control) => <input {...control} maxLength={500} value={heard} onChange={(event) => setHeard(event.currentTarget.value)} />}
      </Field>
      <Actions>
        <Button kind="primary" size="lg" busy={busy} offReason={choice === null ? t('question.choose') : null} onClick={() => void send()}>
          {t('question.note')}
        </Button>
      </Actions>
    </>
  );
}
