import { Button, QualityBars, qualityLevel, RecordingIndicator, recordingPhase, useNow, VideoPill } from '@guichet/ui';
import { IconPhoneX } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Opening } from '../app/opening.tsx';
import { Header, Page } from '../app/page.tsx';
import { BigNotice, ProblemScreen } from '../app/problem-screen.tsx';
import { Toasts } from '../app/toasts.tsx';
import { useAsk } from '../app/use-ask.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { useScreenChange } from '../app/use-screen-change.ts';
import { OwnMediaContext } from '../steps/flow/own-media.ts';
import { StepSheet } from '../steps/step-sheet.tsx';
import { CallControls } from './call-controls.tsx';
import { CallRoom } from './call-room.ts';
import { type CallEnd, type CallSession, CUSTOMER, type Self } from './call-session.ts';
import classes from './call-screen.module.css';
import { InterruptedNotice } from './interrupted-notice.tsx';
import { AgentPicture, OtherPictures, SelfPicture } from './pictures.tsx';
import { partiesOf } from './parties.ts';

/** The call: the agent fills the top, a sheet holds the present step, and what is recorded is always in sight. */
export function CallScreen({ session }: { readonly session: CallSession }) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const end: CallEnd = {
    title: t('call.end.title'),
    text: t('call.end.text'),
    button: t('call.end'),
    end: () => ask('session.end', {}),
    busy,
  };
  return <CallOf session={session} self={CUSTOMER} end={end} />;
}

interface CallOfProps {
  readonly session: CallSession;
  readonly self: Self;
  readonly end: CallEnd;
}

/** The same for whomever of the call's parties who is not of the staff. */
export function CallOf(props: CallOfProps) {
  const { counter } = useServices();
  const [room, setRoom] = useState<CallRoom | null>(null);
  useEffect(() => {
    const entered = new CallRoom((pageKey) => counter.ask('call.join', { pageKey }));
    setRoom(entered);
    void entered.enter();
    return () => entered.close();
  }, [counter]);
  return room === null ? <Opening /> : <Call {...props} room={room} />;
}

function Call({ session, self, end, room }: CallOfProps & { readonly room: CallRoom }) {
  const { t, language } = useTexts();
  const { clock } = useServices();
  const view = useSyncExternalStore(room.subscribe, room.view);
  const devices = useSyncExternalStore(room.media.subscribe, room.media.view);
  const soundBlocked = useSyncExternalStore(room.sound.subscribe, room.sound.blocked);
  // One function for good: a new one each time would make `useNow` start over, and draw, without end.
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const nowMs = useNow(1_000, serverNow);
  const [chatOpen, setChatOpen] = useState(false);
  const stage = useRef<HTMLElement>(null);
  useScreenChange(stage);

  const { room: live, failure } = view;
  if (live?.end?.reason === 'replaced') return <ProblemScreen problem={{ kind: 'replaced' }} onRetry={() => void room.enter()} />;
  if (failure !== null) {
    return (
      <Page
        bank={session.bank}
        centred
        actions={
          <Button kind="primary" size="xl" wide onClick={() => void room.enter()}>
            {t('call.failed.retry')}
          </Button>
        }
      >
        <BigNotice Icon={IconPhoneX} title={t('call.failed.title')} text={failure.entry.text[language]} code={failure.code} grave />
      </Page>
    );
  }

  const parties = partiesOf(session, self, live);
  const agent = parties.main;
  const interrupted = live !== null && live.state !== 'idle' && (live.state === 'reconnecting' || live.media === 'interrupted');
  const agentAway = agent !== null && !agent.connected && !interrupted;
  const agentName = agent?.displayName ?? t('call.staff');
  const phase = recordingPhase({ recording: session.recording, inCall: true, interrupted: interrupted || agentAway, nowMs });
  const held = session.call?.held === true || live?.held === true;

  return (
    <div className={classes['call']}>
      <Toasts className={classes['toasts']} />
      <div className={classes['bar']}>
        <Header bank={session.bank} />
      </div>
      <main ref={stage} tabIndex={-1} className={classes['stage']} data-on-video>
        <AgentPicture room={room} parties={parties} held={held} interrupted={interrupted} name={agentName} />
        <div className={classes['pills']}>
          <RecordingIndicator phase={phase} onVideo />
          <VideoPill>
            <QualityBars level={qualityLevel(view.quality)} compact onVideo />
            <span>{agentName}</span>
          </VideoPill>
        </div>
        <div className={classes['small']}>
          <OtherPictures room={room} parties={parties} />
          <SelfPicture devices={devices} />
        </div>
        {soundBlocked && (
          <Button className={classes['soundButton']} kind="primary" size="xl" onClick={() => void room.sound.unblock()}>
            {t('call.sound')}
          </Button>
        )}
        {interrupted && (
          <InterruptedNotice
            sinceMs={live.interruptedSinceMs ?? live.reconnecting?.sinceMs ?? null}
            onRetry={() => room.client?.retryNow()}
          />
        )}
        <CallControls {...{ room, devices, session, self, end, chatOpen }} onChat={() => setChatOpen(!chatOpen)} />
      </main>
      <OwnMediaContext value={room.media}>
        <StepSheet
          session={session}
          self={self}
          chatOpen={chatOpen}
          onCloseChat={() => setChatOpen(false)}
          interrupted={interrupted}
          agentAway={agentAway ? agentName : null}
          held={held}
          deviceLost={devices.microphone.status === 'failed' || devices.camera.status === 'failed'}
          recording={phase.kind}
        />
      </OwnMediaContext>
    </div>
  );
}
