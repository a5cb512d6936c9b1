import type { FlowStepView, FlowView } from '@guichet/protocol';
import { IconAlertTriangle, IconCheck, IconPlayerPause } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './flow-stepper.module.css';
import { useFlowTexts } from './texts/use-flow-texts.ts';

type Status = FlowStepView['status'];

const MARKS: Readonly<Partial<Record<Status, ReactNode>>> = {
  done: <IconCheck size={14} stroke={2.5} aria-hidden />,
  held: <IconPlayerPause size={14} stroke={2} aria-hidden />,
  failed: <IconAlertTriangle size={14} stroke={2} aria-hidden />,
};

/** The whole flow across the top: what was done, where it stands, what is likely to come. */
export function FlowStepper({ flow }: { readonly flow: FlowView }) {
  const { language } = useTexts();
  const { t } = useFlowTexts();
  const current = useRef<HTMLLIElement>(null);
  const at = flow.steps.findIndex(({ status }) => status === 'current' || status === 'held');
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for a clean-up.
    void current.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [at]);
  return (
    <nav className={classes['stepper']} aria-label={t('stepper')} tabIndex={0}>
      <ol>
        {flow.steps.map((step, index) => (
          <li
            key={step.nodeRunId ?? `${step.nodeId} ${index}`}
            ref={index === at ? current : null}
            data-status={step.status}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className={classes['mark']}>{MARKS[step.status] ?? index + 1}</span>
            <span>{step.title[language]}</span>
            <span className="visually-hidden">{t(`status.${step.status}`)}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
