import type { FlowCurrentView, FlowView, Language, SessionId } from '@guichet/protocol';
import { Button, formatTimeOfDay, Tag } from '@guichet/ui';
import { IconArrowLeft, IconPlayerPause } from '@tabler/icons-react';
import { Suspense, useCallback } from 'react';
import { useAsk } from '../use-ask.ts';
import { ComingSteps } from './coming-steps.tsx';
import { CalmLine } from './kit/calm-line.tsx';
import type { NodePartProps } from './node-part.ts';
import classes from './node-panel.module.css';
import { nodeParts, partName } from './node-parts.ts';
import { PartBoundary } from './part-boundary.tsx';
import { useFlowTexts } from './texts/use-flow-texts.ts';

interface NodePanelProps {
  readonly sessionId: SessionId;
  readonly flow: FlowView;
  /** The desk hears from the counter: without that nothing can be done at a step. */
  readonly live: boolean;
  /** The customer's language. */
  readonly spoken: Language;
}

/** What the steps that are open now ask for, more than one where branches run side by side; then what comes. */
export function NodePanel(props: NodePanelProps) {
  const { t } = useFlowTexts();
  const { flow } = props;
  return (
    <>
      {flow.current.length === 0 && (
        <div className={classes['node']}>
          <CalmLine>{flow.outcome === null ? t('none') : t('ended')}</CalmLine>
        </div>
      )}
      {flow.current.map((step) => (
        <OpenNode key={step.nodeRunId} {...props} step={step} />
      ))}
      <ComingSteps flow={flow} />
    </>
  );
}

interface OpenNodeProps extends NodePanelProps {
  readonly step: FlowCurrentView;
  /** Called after something was done at the step, by whoever is not told of it anyway. */
  readonly onActed?: () => void;
}

/** One step that is open, with what it asks for. */
export function OpenNode({ sessionId, flow, step, live, spoken, onActed }: OpenNodeProps) {
  const { t, language } = useFlowTexts();
  const { ask, busy } = useAsk();
  const { nodeRunId } = step;
  const act = useCallback<NodePartProps['act']>(
    async (action, input = null) => {
      const isDone = (await ask('step.act', { sessionId, nodeRunId, action, input: input as never })) !== null;
      onActed?.();
      return isDone;
    },
    [ask, sessionId, nodeRunId, onActed],
  );
  const escalate = useCallback<NodePartProps['escalate']>(
    async (reason) => (await ask('step.escalate', { sessionId, reason })) !== null,
    [ask, sessionId],
  );
  return (
    <article className={classes['node']} data-node={step.type} aria-label={step.title[language]}>
      <header>
        <h2>{step.title[language]}</h2>
        {step.deadlineAt !== null && <Tag tone="warn">{t('until', { time: formatTimeOfDay(step.deadlineAt) })}</Tag>}
      </header>
      {step.held.length > 0 && (
        <div className={classes['held']} role="alert">
          <IconPlayerPause size={16} stroke={1.75} aria-hidden />
          <ul>
            {step.held.map((need) => (
              <li key={need}>{t(`held.${need}`)}</li>
            ))}
          </ul>
        </div>
      )}
      <div className={classes['part']} inert={step.held.length > 0 || !live}>
        <PartBoundary content={step.view}>
          <NodeBody flow={flow} step={live ? step : { ...step, mayAct: false }} act={act} escalate={escalate} busy={busy} spoken={spoken} />
        </PartBoundary>
      </div>
      {step.canGoBack && (
        <footer>
          <Button
            kind="quiet"
            size="sm"
            busy={busy}
            icon={<IconArrowLeft size={16} stroke={1.75} aria-hidden />}
            onClick={() => void ask('step.back', { sessionId })}
          >
            {t('back')}
          </Button>
        </footer>
      )}
    </article>
  );
}

function NodeBody({ flow, ...props }: NodePartProps & { readonly flow: FlowView }) {
  const { t } = useFlowTexts();
  const { step } = props;
  const Part = nodeParts[partName(step.type)];
  const by = flow.steps.find(({ nodeRunId }) => nodeRunId === step.nodeRunId)?.by[0] ?? 'system';
  const waiting = <CalmLine>{t(`theirs.${by === 'agent' ? 'system' : by}`)}</CalmLine>;
  // A step that is held from its beginning has no content yet; why it is held has been said.
  if (Object.keys(step.view).length === 0 && step.held.length > 0) return null;
  if (Part === undefined) return waiting;
  return (
    <Suspense fallback={waiting}>
      <Part {...props} />
    </Suspense>
  );
}
