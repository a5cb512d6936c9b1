import type { FlowCurrentView, FlowView, SessionId } from '@guichet/protocol';
import { Button, formatTimeOfDay, Tag } from '@guichet/ui';
import { IconArrowLeft, IconHourglass, IconPlayerPause } from '@tabler/icons-react';
import { Suspense, useCallback } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../use-ask.ts';
import type { NodePartProps } from './node-part.ts';
import classes from './node-panel.module.css';
import { nodeParts } from './node-parts.ts';
import { useFlowTexts } from './texts/use-flow-texts.ts';

interface NodePanelProps {
  readonly sessionId: SessionId;
  readonly flow: FlowView;
  /** The desk hears from the counter: without that nothing can be done at a step. */
  readonly live: boolean;
}

/** What the steps that are open now ask for; more than one where branches run side by side. */
export function NodePanel({ sessionId, flow, live }: NodePanelProps) {
  const { t } = useFlowTexts();
  if (flow.current.length === 0) return <p className={classes['theirs']}>{flow.outcome === null ? t('none') : t('ended')}</p>;
  return flow.current.map((step) => <OpenNode key={step.nodeRunId} sessionId={sessionId} flow={flow} step={step} live={live} />);
}

function OpenNode({ sessionId, flow, step, live }: NodePanelProps & { readonly step: FlowCurrentView }) {
  const { language } = useTexts();
  const { t } = useFlowTexts();
  const { ask, busy } = useAsk();
  const { nodeRunId } = step;
  const act = useCallback<NodePartProps['act']>(
    async (action, input = null) => (await ask('step.act', { sessionId, nodeRunId, action, input: input as never })) !== null,
    [ask, sessionId, nodeRunId],
  );
  const [need] = step.held;
  const next = flow.steps[flow.steps.findIndex((each) => each.nodeRunId === nodeRunId) + 1];
  return (
    <article className={classes['node']} data-node={step.type} aria-label={step.title[language]}>
      <header>
        <h2>{step.title[language]}</h2>
        {step.deadlineAt !== null && <Tag tone="warn">{t('until', { time: formatTimeOfDay(step.deadlineAt) })}</Tag>}
      </header>
      {need !== undefined && (
        <p className={classes['held']} role="alert">
          <IconPlayerPause size={16} stroke={1.75} aria-hidden />
          {t(`held.${need}`)}
        </p>
      )}
      <div className={classes['part']} inert={need !== undefined || !live}>
        <NodeBody flow={flow} step={step} act={act} busy={busy} />
      </div>
      <footer>
        {step.canGoBack && (
          <Button
            kind="quiet"
            size="sm"
            busy={busy}
            icon={<IconArrowLeft size={16} stroke={1.75} aria-hidden />}
            onClick={() => void ask('step.back', { sessionId })}
          >
            {t('back')}
          </Button>
        )}
        {next !== undefined && next.status === 'coming' && <small>{t('next', { title: next.title[language] })}</small>}
      </footer>
    </article>
  );
}

function NodeBody({ flow, step, act, busy }: NodePartProps & { readonly flow: FlowView }) {
  const { t } = useFlowTexts();
  const Part = nodeParts[step.type];
  const by = flow.steps.find(({ nodeRunId }) => nodeRunId === step.nodeRunId)?.by[0] ?? 'system';
  const waiting = (
    <p className={classes['theirs']} role="status">
      <IconHourglass size={16} stroke={1.75} aria-hidden />
      {t(`theirs.${by === 'agent' ? 'system' : by}`)}
    </p>
  );
  if (Part === undefined) return waiting;
  return (
    <Suspense fallback={waiting}>
      <Part step={step} act={act} busy={busy} />
    </Suspense>
  );
}
