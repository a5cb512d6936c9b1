import { CUSTOMER_HINTS, type LiveCheck } from '@guichet/protocol';
import { IconButton, type RecordingPhase } from '@guichet/ui';
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconListCheck, IconPlayerPause, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ScaleSwitch } from '../app/scale-switch.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import type { CallSession, Self } from '../counter/call-session.ts';
import { Chat } from '../counter/chat.tsx';
import { currentStep, FlowStep } from './flow/flow-step.tsx';
import { isShown, needsRoom } from './flow/step-parts.ts';
import classes from './step-sheet.module.css';
import { useStepTexts } from './flow/texts/use-step-texts.ts';

interface StepSheetProps {
  readonly session: CallSession;
  readonly self: Self;
  readonly chatOpen: boolean;
  readonly onCloseChat: () => void;
  readonly interrupted: boolean;
  /** Name of the agent whose line is away; null otherwise. */
  readonly agentAway: string | null;
  readonly held: boolean;
  /** The customer's own camera or microphone was taken away. */
  readonly deviceLost: boolean;
  readonly recording: RecordingPhase['kind'];
}

/** Below the picture (beside it on a desktop): one thing at a time. */
export function StepSheet(props: StepSheetProps) {
  const { session, self, chatOpen, onCloseChat } = props;
  const { t, language } = useTexts();
  const { serviceType, flow } = session;
  const step = currentStep(flow);
  const shown = !chatOpen && step !== null && isShown(step) ? step : null;
  return (
    <section
      className={classes['sheet']}
      data-stepping={shown !== null || undefined}
      data-large={(shown !== null && needsRoom(shown)) || undefined}
      tabIndex={0}
      aria-label={chatOpen ? t('call.chat') : t('call.service')}
    >
      <header>
        <h1>{chatOpen ? t('call.chat') : serviceType.title[language]}</h1>
        {chatOpen ? (
          <IconButton
            icon={<IconX size={20} stroke={1.6} aria-hidden />}
            label={t('entry.close')}
            kind="quiet"
            size="touch"
            onClick={onCloseChat}
          />
        ) : (
          <span data-num>{session.number}</span>
        )}
        {!chatOpen && shown === null && <ScaleSwitch className={classes['scale']} />}
      </header>
      <Notices {...props} />
      <Hint hints={props.interrupted || props.held ? [] : (session.hints ?? [])} />
      {chatOpen ? (
        <Chat session={session} self={self} />
      ) : (
        // What would be pressed while the own line is away could not be done.
        <div className={classes['content']} inert={props.interrupted}>
          <Body session={session} self={self} />
        </div>
      )}
    </section>
  );
}

/** The present step of the flow; while people only talk, what the service is about. */
function Body({ session, self }: { readonly session: CallSession; readonly self: Self }) {
  const { t, language } = useTexts();
  const { serviceType, flow } = session;
  const step = currentStep(flow);
  if (flow !== null && step !== null && isShown(step))
    return <FlowStep flow={flow} step={step} self={self} tools={<ScaleSwitch className={classes['scale']} />} />;
  return (
    <div className={classes['body']}>
      <p>{serviceType.summary[language]}</p>
      {serviceType.prepare.length > 0 && (
        <>
          <h2>{t('call.prepare')}</h2>
          <ul>
            {serviceType.prepare.map((item) => (
              <li key={item[language]}>
                <IconListCheck size={20} stroke={1.6} aria-hidden />
                {item[language]}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What holds the step, the gravest first: only one is shown. */
function Notices({ interrupted, agentAway, held, deviceLost, recording }: StepSheetProps) {
  const { t } = useTexts();
  const { t: step } = useStepTexts();
  if (interrupted) {
    return (
      <>
        <Notice icon={<IconPlayerPause size={24} stroke={1.75} aria-hidden />} title={t('call.lost.step')} text={t('call.lost.stepText')} />
        <ul className={classes['kept']}>
          <li>
            <IconCircleCheck size={20} stroke={1.75} aria-hidden />
            {t('call.lost.kept')}
          </li>
          <li>
            <IconCircleCheck size={20} stroke={1.75} aria-hidden />
            {t('call.lost.held')}
          </li>
        </ul>
      </>
    );
  }
  if (recording === 'stopped')
    return (
      <Notice
        icon={<IconAlertTriangle size={24} stroke={1.75} aria-hidden />}
        title={t('call.stopped.title')}
        text={t('call.stopped.text')}
      />
    );
  if (agentAway !== null)
    return (
      <Notice
        icon={<IconPlayerPause size={24} stroke={1.75} aria-hidden />}
        title={t('call.lost.step')}
        text={t('call.agentAway', { name: agentAway })}
      />
    );
  if (held)
    return (
      <Notice icon={<IconPlayerPause size={24} stroke={1.75} aria-hidden />} title={t('call.held.title')} text={t('call.held.text')} />
    );
  if (deviceLost)
    return (
      <p className={classes['lost']} role="alert">
        {t('call.local.ended')}
      </p>
    );
  if (recording === 'step_paused')
    return (
      <p className={classes['starting']} role="status">
        {step('notRecorded')}
      </p>
    );
  if (recording === 'starting' || recording === 'not_started')
    return (
      <p className={classes['starting']} role="status">
        {t('call.waitingRecording')}
      </p>
    );
  return null;
}

/** What the customer can mend themselves, in friendly words; one thing at a time. The region stays, so that screen readers hear of what comes into it. */
function Hint({ hints }: { readonly hints: readonly LiveCheck[] }) {
  const { t } = useStepTexts();
  const [hint] = hints.filter(isHint);
  return (
    <div role="status" data-hint={hint}>
      {hint !== undefined && (
        <p className={classes['hint']}>
          <IconBulb size={20} stroke={1.75} aria-hidden />
          {t(`hint.${hint}`)}
        </p>
      )}
    </div>
  );
}

const isHint = (check: LiveCheck): check is (typeof CUSTOMER_HINTS)[number] => CUSTOMER_HINTS.some((hint) => hint === check);

function Notice({ icon, title, text }: { readonly icon: ReactNode; readonly title: string; readonly text: string }) {
  return (
    <div className={classes['notice']} role="alert">
      {icon}
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
      </div>
    </div>
  );
}
