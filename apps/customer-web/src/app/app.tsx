import { AppError, type CustomerSessionView, type Language } from '@guichet/protocol';
import { chooseLanguage } from '@guichet/ui';
import { lazy, Suspense, useCallback, useEffect, useEffectEvent, useState } from 'react';
import { ChooseService } from '../entry/choose-service.tsx';
import { ConsentScreen } from '../entry/consent-screen.tsx';
import { OtherChannels } from '../entry/other-channels.tsx';
import { browserProblem } from './browser-floor.ts';
import { request } from './http.ts';
import { Opening } from './opening.tsx';
import { ProblemScreen } from './problem-screen.tsx';
import { type Services, ServicesContext, useServices } from './services.ts';
import { useStore } from './store.ts';
import { useTexts } from './texts/use-texts.ts';

/** What comes after the notice is loaded while it is being read. */
const loadPrecheck = () => import('../precheck/precheck-screen.tsx');
const loadWaiting = () => import('../waiting/waiting-screen.tsx');
const loadCall = () => import('../counter/call-screen.tsx');
const loadStep = () => import('../steps/step-screen.tsx');
const loadEnded = () => import('../ended/ended-screen.tsx');
const PrecheckScreen = lazy(async () => ({ default: (await loadPrecheck()).PrecheckScreen }));
const WaitingScreen = lazy(async () => ({ default: (await loadWaiting()).WaitingScreen }));
const CallScreen = lazy(async () => ({ default: (await loadCall()).CallScreen }));
const StepScreen = lazy(async () => ({ default: (await loadStep()).StepScreen }));
const EndedScreen = lazy(async () => ({ default: (await loadEnded()).EndedScreen }));

interface AppProps {
  readonly services: Services;
  /** Of the entry link, when the page was opened with one. */
  readonly secret: string | null;
}

type Entry = { kind: 'opening' } | { kind: 'choosing' } | { kind: 'inside' } | { kind: 'failed'; error: AppError };

/** The link's session, else the one this device is in already, else none. */
async function findSession(secret: string | null, language: Language): Promise<CustomerSessionView | null> {
  if (secret !== null) return request('entry.exchange', { secret, language });
  try {
    return await request('entry.current', undefined);
  } catch (thrown) {
    const { code } = AppError.from(thrown);
    if (code === 'unauthenticated' || code === 'forbidden' || code === 'not_found') return null;
    throw thrown;
  }
}

export function App({ services, secret }: AppProps) {
  const { language } = useTexts();
  // The language of the first moment: changing it later must not enter again.
  const [firstLanguage] = useState(language);
  const [entry, setEntry] = useState<Entry>({ kind: 'opening' });

  const enter = useCallback(
    (view: CustomerSessionView) => {
      services.counter.open(view);
      setEntry({ kind: 'inside' });
    },
    [services],
  );

  const open = useCallback(async () => {
    setEntry({ kind: 'opening' });
    try {
      const view = await findSession(secret, firstLanguage);
      if (view === null) setEntry({ kind: 'choosing' });
      else enter(view);
    } catch (thrown) {
      setEntry({ kind: 'failed', error: AppError.from(thrown) });
    }
  }, [secret, enter, firstLanguage]);

  // Before the link is used up: in an app that can't make calls its address is copied into a browser that can.
  const problem = secret === null ? null : browserProblem();
  useEffect(() => {
    if (problem === null) void open();
  }, [open, problem]);
  if (problem !== null) {
    return (
      <ServicesContext value={services}>
        <ProblemScreen problem={{ kind: problem }} onRetry={() => location.reload()} address={`${location.origin}/#e=${secret}`} />
      </ServicesContext>
    );
  }

  return (
    <ServicesContext value={services}>
      {entry.kind === 'opening' && <Opening />}
      {entry.kind === 'choosing' && <ChooseService onEntered={enter} />}
      {entry.kind === 'inside' && <SessionScreens onStartOver={() => setEntry({ kind: 'choosing' })} />}
      {entry.kind === 'failed' && <ProblemScreen problem={{ kind: 'error', error: entry.error }} onRetry={() => void open()} />}
    </ServicesContext>
  );
}

/** The one screen that fits where the session stands. */
function SessionScreens({ onStartOver }: { readonly onStartOver: () => void }) {
  const { counter } = useServices();
  const session = useStore(counter.session);
  const link = useStore(counter.link);
  const { language } = useTexts();
  const sessionLanguage = session?.language;
  const [checked, setChecked] = useState(false);

  // What the bank opened the session in, unless this page says otherwise afterwards.
  const follow = useEffectEvent((wanted: Language) => {
    if (wanted !== language) void chooseLanguage(wanted);
  });
  // Only when the session's language changes: the page's own switch tells the counter.
  useEffect(() => {
    if (sessionLanguage !== undefined) follow(sessionLanguage);
  }, [sessionLanguage]);
  useEffect(() => {
    if (session?.status === 'entered') void loadPrecheck();
    if (session?.status === 'ready') void loadWaiting();
    if (session?.status === 'waiting') void loadCall();
    if (session?.status === 'in_call') void loadEnded();
  }, [session?.status]);

  if (session === null) return <Opening />;
  if (link.kind === 'replaced') return <ProblemScreen problem={{ kind: 'replaced' }} onRetry={() => counter.reopen()} />;
  if (link.kind === 'refused') return <ProblemScreen problem={{ kind: 'error', error: link.error }} onRetry={onStartOver} />;
  return (
    <Suspense fallback={<Opening />}>
      <ScreenOf session={session} checked={checked} onChecked={() => setChecked(true)} />
    </Suspense>
  );
}

interface ScreenOfProps {
  readonly session: CustomerSessionView;
  readonly checked: boolean;
  readonly onChecked: () => void;
}

function ScreenOf({ session, checked, onChecked }: ScreenOfProps) {
  switch (session.status) {
    case 'opened':
    case 'entered':
      return <ConsentScreen session={session} />;
    case 'refused':
      return <OtherChannels session={session} />;
    case 'ready': {
      const problem = browserProblem();
      if (problem !== null) return <ProblemScreen problem={{ kind: problem }} onRetry={() => location.reload()} />;
      if (isPastCheck(session)) return <StepScreen session={session} />;
      return <PrecheckScreen session={session} onChecked={onChecked} />;
    }
    case 'waiting':
      return <WaitingScreen session={session} checked={checked || session.check !== null} />;
    case 'in_call':
      // A flow can hang up and go on by itself. While it connects, the page is on its way into the room before that is open.
      if (session.call === null && isPastCheck(session) && !isConnecting(session)) return <StepScreen session={session} />;
      return <CallScreen session={session} />;
    case 'ended':
      return <EndedScreen session={session} />;
    case 'abandoned':
      return <ProblemScreen problem={{ kind: 'abandoned' }} onRetry={null} />;
  }
}

/** Steps that have screens of their own, before any call. */
const BEFORE_CALL: readonly string[] = ['consent', 'device-check', 'queue'];

/** Whether the flow has gone on to what is neither the check nor the queue. */
function isPastCheck({ flow }: CustomerSessionView): boolean {
  return flow !== null && !flow.current.some(({ type }) => BEFORE_CALL.includes(type));
}

/** Whether the flow waits for a call that is being opened. */
function isConnecting({ flow }: CustomerSessionView): boolean {
  return flow !== null && flow.current.some(({ type, view }) => type === 'connect' && view['step'] === 'open');
}
