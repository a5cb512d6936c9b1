import type { FlowView } from '@guichet/protocol';
import type { ReactNode } from 'react';
import classes from './step-progress.module.css';
import { useStepTexts } from './texts/use-step-texts.ts';

/** How far the flow is: a bar with a mark for each step, and the same in words. */
export function StepProgress({ progress: { done, total }, tools }: Pick<FlowView, 'progress'> & { readonly tools?: ReactNode }) {
  const { t } = useStepTexts();
  const words = t('progress', { done: Math.min(done + 1, total), total });
  return (
    <div className={classes['progress']}>
      <div
        className={classes['bar']}
        role="progressbar"
        aria-label={t('progress.name')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={words}
      >
        <span style={{ inlineSize: `${total === 0 ? 0 : (100 * done) / total}%` }} />
      </div>
      <small data-num>{words}</small>
      {tools}
    </div>
  );
}
