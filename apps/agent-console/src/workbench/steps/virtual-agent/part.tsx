import { EscalationReason } from '@guichet/protocol';
import { Tag } from '@guichet/ui';
import { VirtualAgentStaffView } from '@guichet/workflow/views';
import { IconRobotFace } from '@tabler/icons-react';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import { ReasonAction } from '../../flow/kit/reason-action.tsx';
import { Actions } from '../../flow/kit/actions.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

/** What the virtual agent says and what the customer can answer; a person can take over at any moment. */
export function Part({ step, escalate, busy, spoken }: NodePartProps) {
  const { t } = useFlowTexts();
  const { number, total, state, line } = VirtualAgentStaffView.parse(step.view);
  return (
    <>
      <section className={classes['says']}>
        <header>
          <span role="status">
            <Tag tone="brand" icon={<IconRobotFace aria-hidden />}>
              {t(`virtualAgent.${state}`)}
            </Tag>
          </span>
          <span data-num>
            {t('script.number', { number, total })}
            {line?.rule != null && ` · ${line.rule}`}
          </span>
        </header>
        {line !== null && <p lang={spoken}>{line.text[spoken]}</p>}
        {line !== null && line.choices.length > 0 && (
          <ul aria-label={t('virtualAgent.choices')}>
            {line.choices.map(({ key, title, class: kind }) => (
              <li key={key}>
                <Tag tone={kind === 'refused' ? 'danger' : 'line'}>{title[spoken]}</Tag>
              </li>
            ))}
          </ul>
        )}
      </section>
      <CustomerSees>{t('virtualAgent.sees')}</CustomerSees>
      <Missing
        items={[t('script.left', { count: total - number + 1 }), ...(state === 'waiting' ? [t('virtualAgent.missingAnswer')] : [])]}
      />
      <Actions>
        <ReasonAction
          label={t('virtualAgent.takeOver')}
          reasons={EscalationReason.options.map((key) => ({ key, title: t(`virtualAgent.reasons.${key}`) }))}
          busy={busy}
          onDo={(reason) => escalate(EscalationReason.parse(reason))}
        />
      </Actions>
    </>
  );
}
