import type { FlowView } from '@guichet/protocol';
import { useFlowTexts } from './texts/use-flow-texts.ts';
import classes from './node-panel.module.css';

const SHOWN = 3;

/** What is likely to come after the steps that are open. */
export function ComingSteps({ flow }: { readonly flow: FlowView }) {
  const { t, language } = useFlowTexts();
  const coming = flow.steps.filter(({ status }) => status === 'coming');
  if (coming.length === 0) return null;
  const more = coming.length - SHOWN;
  return (
    <section className={classes['coming']} aria-label={t('coming')}>
      <h3>{t('coming')}</h3>
      <ol>
        {coming.slice(0, SHOWN).map((step) => (
          <li key={step.nodeId}>{step.title[language]}</li>
        ))}
        {more > 0 && <li>{t('comingMore', { count: more })}</li>}
      </ol>
    </section>
  );
}
