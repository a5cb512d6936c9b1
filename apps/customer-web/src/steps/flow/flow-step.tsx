import type { FlowCurrentView, FlowNeed, FlowView } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { IconArrowLeft, IconHourglass, IconPlayerPause, IconUser } from '@tabler/icons-react';
import { type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../../app/use-ask.ts';
import { CUSTOMER, type Self, SelfContext } from '../../counter/call-session.ts';
import classes from './flow-step.module.css';
import type { StepPartProps } from './step-part.ts';
import { partName, stepParts } from './step-parts.ts';
import { StepProgress } from './step-progress.tsx';
import { useStepTexts } from './texts/use-step-texts.ts';

/** The step that is the customer's turn; else the one that everybody waits for; null when the flow is not waiting for anybody. */
export function currentStep(flow: FlowView | null): FlowCurrentView | null {
  if (flow === null) return null;
  return flow.current.find(({ mayAct }) => mayAct) ?? flow.current.find(({ actions }) => actions.length > 0) ?? flow.current[0] ?? null;
}

interface FlowStepProps {
  readonly flow: FlowView;
  readonly step: FlowCurrentView;
  readonly self?: Self;
  /** Beside how far it is: for screens that have no other bar. */
  readonly tools?: ReactNode;
}

/** The present step: how far it is, what is to be done, the way back and the way to a person. */
export function FlowStep({ flow, step, self = CUSTOMER, tools }: FlowStepProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { ask, busy } = useAsk();
  const { nodeRunId } = step;
  const act = useCallback<StepPartProps['act']>(
    (action, input = null) => ask('step.act', { nodeRunId, action, input: input as never }),
    [ask, nodeRunId],
  );
  const { ask: askAside } = useAsk();
  const { counter } = useServices();
  const note = useCallback<StepPartProps['note']>(
    async (action, input = null, refusal = 'shown') => {
      const payload = { nodeRunId, action, input: input as never };
      if (refusal === 'shown') return askAside('step.act', payload);
      return counter.ask('step.act', payload).then(
        () => true,
        () => false,
      );
    },
    [askAside, counter, nodeRunId],
  );
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever follows by ear or keyboard is taken along to the next step.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [nodeRunId]);
  const [need] = step.held;
  const isHeld = need !== undefined;
  return (
    <article className={classes['step']} data-step={step.type}>
      <StepProgress progress={flow.progress} tools={tools} />
      <h2 ref={heading} tabIndex={-1}>
        {step.title[language]}
      </h2>
      {isHeld && <Held need={need} />}
      <div className={classes['part']} inert={isHeld}>
        <SelfContext value={self}>
          <StepBody flow={flow} step={step} self={self} act={act} note={note} busy={busy} />
        </SelfContext>
      </div>
      <footer>
        {step.canGoBack && (
          <Button
            kind="quiet"
            size="touch"
            busy={busy}
            icon={<IconArrowLeft size={20} stroke={1.6} aria-hidden />}
            onClick={() => void ask('step.back', {})}
          >
            {t('back')}
          </Button>
        )}
        {flow.canEscalate && (isHeld || !step.actions.includes('ask_person')) && self.role === 'customer' && (
          <Button
            kind="quiet"
            size="touch"
            busy={busy}
            icon={<IconUser size={20} stroke={1.6} aria-hidden />}
            onClick={() => void ask('step.escalate', { reason: 'asked' })}
          >
            {t('person')}
          </Button>
        )}
      </footer>
    </article>
  );
}

/** What the node type has for the customer; until that is loaded, who is at it. */
function StepBody({ flow, step, self, ...can }: StepPartProps & Required<Omit<FlowStepProps, 'tools'>>) {
  const { t } = useStepTexts();
  const Part = stepParts[partName(step.type)];
  const by = whoIsAt(flow, step);
  const waiting = (
    <p className={classes['theirs']} role="status">
      <IconHourglass size={20} stroke={1.6} aria-hidden />
      {t(`theirs.${by === self.role ? 'system' : by}`)}
    </p>
  );
  // A step that is held from its beginning has no content yet; why it is held has been said.
  if (Object.keys(step.view).length === 0 && step.held.length > 0) return null;
  // What a guest has no part in is not shown to them.
  if (Part === undefined || (self.role === 'guest' && step.actions.length === 0)) return waiting;
  return (
    <Suspense fallback={waiting}>
      {/* Another entering of the same node begins anew. */}
      <Part key={step.nodeRunId} step={step} {...can} />
    </Suspense>
  );
}

/** Of two people who do a step one after the other, the one whose turn it is; else whoever the step names first. */
function whoIsAt(flow: FlowView, { nodeRunId, type, view }: FlowCurrentView) {
  if (type === 'task') return view['state'] === 'checking' ? 'checker' : 'agent';
  return flow.steps.find((listed) => listed.nodeRunId === nodeRunId)?.by[0] ?? 'system';
}

/** Why it holds. What was done so far stays in sight. */
function Held({ need }: { readonly need: FlowNeed }) {
  const { t } = useStepTexts();
  return (
    <p className={classes['held']} role="alert">
      <IconPlayerPause size={20} stroke={1.75} aria-hidden />
      {t(`held.${need}`)}
    </p>
  );
}
