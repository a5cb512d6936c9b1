import { Button, Tag } from '@guichet/ui';
import { RiskAssessmentStaffView } from '@guichet/workflow/views';
import { IconCheck, IconHeartHandshake } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Facts } from '../../flow/kit/facts.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

/** The customer answers by themselves; the agent follows, sees the level, and says what has to be said to the old. */
export function Part({ step, act, busy, spoken }: NodePartProps) {
  const { t } = useFlowTexts();
  const view = RiskAssessmentStaffView.parse(step.view);
  return (
    <>
      <CustomerSees>{t(`risk.sees.${view.phase}`)}</CustomerSees>
      {view.care !== null && (
        <Care text={view.care[spoken]} lang={spoken}>
          {view.phase === 'care' && step.actions.includes('care_told') && (
            <Button
              kind="primary"
              size="lg"
              busy={busy}
              icon={<IconCheck size={18} stroke={2} aria-hidden />}
              onClick={() => void act('care_told')}
            >
              {t('risk.careTold')}
            </Button>
          )}
        </Care>
      )}
      <Missing items={missingOf(view, t)} />
      <Result view={view} />
      <Answers view={view} />
    </>
  );
}

function missingOf({ phase, total, answered }: RiskAssessmentStaffView, t: ReturnType<typeof useFlowTexts>['t']): string[] {
  switch (phase) {
    case 'asking':
      return [answered < total ? t('risk.left', { count: total - answered }) : t('risk.missing.submit')];
    case 'result':
      return [t('risk.missing.accept')];
    case 'care':
      return [t('risk.missing.care')];
    case 'care_told':
      return [t('risk.missing.careAccept')];
  }
}

function Care({ text, lang, children }: { readonly text: string; readonly lang: string; readonly children: ReactNode }) {
  const { t } = useFlowTexts();
  return (
    <section className={classes['care']}>
      <h3>
        <IconHeartHandshake size={16} stroke={1.75} aria-hidden />
        {t('risk.care')}
      </h3>
      <p lang={lang}>{text}</p>
      <Actions>{children}</Actions>
    </section>
  );
}

function Result({ view: { level, matched, product } }: { readonly view: RiskAssessmentStaffView }) {
  const { t, language } = useFlowTexts();
  return (
    <Facts
      rows={[
        { name: t('risk.product'), value: `${product.name[language]} · ${product.level}` },
        { name: t('risk.level'), value: level ?? <Tag tone="none">{t('risk.notYet')}</Tag> },
        ...(matched === null
          ? []
          : [
              {
                name: t('risk.match'),
                value: <Tag tone={matched ? 'ok' : 'danger'}>{t(matched ? 'risk.matched' : 'risk.mismatched')}</Tag>,
              },
            ]),
      ]}
    />
  );
}

function Answers({ view: { questions, answered, total, version } }: { readonly view: RiskAssessmentStaffView }) {
  const { t, language } = useFlowTexts();
  return (
    <section className={classes['answers']}>
      <header role="status">
        <h3>{t('risk.answered', { answered, total })}</h3>
        <small data-num>{version}</small>
      </header>
      <progress value={answered} max={total} aria-label={t('risk.answered', { answered, total })} />
      <ol>
        {questions.map(({ key, text, options, answer }, index) => (
          <li key={key} data-answered={answer !== null || undefined}>
            <span data-num>{index + 1}</span>
            <span>{text[language]}</span>
            <strong>{options.find((option) => option.key === answer)?.text[language] ?? t('risk.open')}</strong>
          </li>
        ))}
      </ol>
    </section>
  );
}
