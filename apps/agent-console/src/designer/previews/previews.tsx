import { useMemo } from 'react';
import { useStore } from '../../app/store.ts';
import { actorsOf } from '../canvas/step-line.ts';
import { useDesigner } from '../designer-scope.ts';
import type { DraftNode } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { AgentScreen } from './agent-screen.tsx';
import { CustomerScreen } from './customer-screen.tsx';
import { stepView } from './node-views.ts';
import classes from './previews.module.css';

/** What both parties will see when a session comes to this step. */
export function Previews({ node }: { readonly node: DraftNode }) {
  const { t } = useDesignerTexts();
  const { draft, samples } = useDesigner();
  const entered = useStore(samples);
  const views = useMemo(
    () => ({ customer: stepView(draft, node, 'customer', entered), agent: stepView(draft, node, 'agent', entered) }),
    [draft, node, entered],
  );
  if (['decision', 'fork', 'join', 'sub-flow', 'end', 'service', 'notify', 'wait'].includes(node.type))
    return <p className={classes['none']}>{t('preview.silent')}</p>;
  if (views.customer === null || views.agent === null) return <p className={classes['none']}>{t('preview.unfit')}</p>;
  const actors = actorsOf(node);
  return (
    <>
      <section className={classes['party']} aria-label={t('preview.customer')}>
        <h3>{t('preview.customer')}</h3>
        <CustomerScreen step={views.customer} />
      </section>
      <section className={classes['party']} aria-label={t('preview.agent')}>
        <h3>{t('preview.agent')}</h3>
        <AgentScreen step={views.agent} />
        {!actors.includes('agent') && <p className={classes['none']}>{t('preview.agentWatches')}</p>}
      </section>
    </>
  );
}
