import type { FlowCurrentView } from '@guichet/protocol';
import { Skeleton } from '@guichet/ui';
import { Suspense } from 'react';
import { nodeParts, partName } from '../../workbench/flow/node-parts.ts';
import { PartBoundary } from '../../workbench/flow/part-boundary.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './previews.module.css';

const none = () => Promise.resolve(false);

/** The agent's own part of the workbench, as it is drawn in a session; nothing in it can be pressed. */
export function AgentScreen({ step }: { readonly step: FlowCurrentView }) {
  const { t, language } = useDesignerTexts();
  const Part = nodeParts[partName(step.type)];
  return (
    <div className={classes['desk']} data-preview="agent" inert>
      <h4>{step.title[language]}</h4>
      {Part === undefined ? (
        <p className={classes['small']}>{t('preview.nothingForAgent')}</p>
      ) : (
        <PartBoundary content={step.view}>
          <Suspense fallback={<Skeleton rows={2} />}>
            <Part step={step} act={none} escalate={none} busy={false} spoken={language} />
          </Suspense>
        </PartBoundary>
      )}
    </div>
  );
}
