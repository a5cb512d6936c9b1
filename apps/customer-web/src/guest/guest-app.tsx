import { AppError, type GuestSessionView, type Language } from '@guichet/protocol';
import { chooseLanguage } from '@guichet/ui';
import { IconUserX } from '@tabler/icons-react';
import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { browserProblem } from '../app/browser-floor.ts';
import { request } from '../app/http.ts';
import { Opening } from '../app/opening.tsx';
import { Page } from '../app/page.tsx';
import { BigNotice, ProblemScreen } from '../app/problem-screen.tsx';
import { ServicesContext } from '../app/services.ts';
import { useStore } from '../app/store.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { createGuestServices, GuestContext, useGuest } from './guest-services.ts';
import { GuestScreen, Over } from './guest-screen.tsx';
import { useGuestTexts } from './texts/use-guest-texts.ts';

type Entry = { kind: 'opening' } | { kind: 'inside' } | { kind: 'over' } | { kind: 'failed'; error: AppError };

/** The link's invitation, else the one this device has used already; null when that is worth nothing any more. */
async function findInvitation(secret: string | null, language: Language): Promise<GuestSessionView | null> {
  if (secret !== null) return request('guest.exchange', { secret, language });
  try {
    return await request('guest.current', undefined);
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.entry.retryable) throw error;
    return null;
  }
}

interface GuestAppProps {
  /** Of the invitation, when the page was opened with one. */
  readonly secret: string | null;
}

/** The page of somebody who was asked into another person's call. */
export function GuestApp({ secret }: GuestAppProps) {
  const { language } = useTexts();
  const [{ guest, shared }] = useState(createGuestServices);
  const [firstLanguage] = useState(language);
  const [entry, setEntry] = useState<Entry>({ kind: 'opening' });
  const open = useCallback(async () => {
    setEntry({ kind: 'opening' });
    try {
      const view = await findInvitation(secret, firstLanguage);
      if (view !== null) guest.open(view);
      setEntry({ kind: view === null ? 'over' : 'inside' });
    } catch (thrown) {
      setEntry({ kind: 'failed', error: AppError.from(thrown) });
    }
  }, [secret, guest, firstLanguage]);

  // Before the link is used up: in an app that can't make calls its address is copied into a browser that can.
  const problem = browserProblem();
  useEffect(() => {
    if (problem === null) void open();
  }, [open, problem]);

  const address = secret === null ? location.href : `${location.origin}/#g=${secret}`;
  return (
    <ServicesContext value={shared}>
      <GuestContext value={guest}>
        {problem !== null && <ProblemScreen problem={{ kind: problem }} onRetry={() => location.reload()} address={address} />}
        {problem === null && entry.kind === 'opening' && <Opening />}
        {problem === null && entry.kind === 'inside' && <Inside />}
        {entry.kind === 'over' && <Over bank={null} />}
        {entry.kind === 'failed' && <Failed error={entry.error} onRetry={() => void open()} />}
      </GuestContext>
    </ServicesContext>
  );
}

function Failed({ error, onRetry }: { readonly error: AppError; readonly onRetry: () => void }) {
  const { t } = useGuestTexts();
  if (error.code !== 'forbidden') return <ProblemScreen problem={{ kind: 'error', error }} onRetry={onRetry} />;
  return (
    <Page bank={null} centred>
      <BigNotice Icon={IconUserX} title={t('notYours.title')} text={t('notYours.text')} />
    </Page>
  );
}

function Inside() {
  const guest = useGuest();
  const session = useStore(guest.session);
  const link = useStore(guest.link);
  const { language } = useTexts();
  const wanted = session?.language;
  const follow = useEffectEvent((chosen: Language) => {
    if (chosen !== language) void chooseLanguage(chosen);
  });
  // Only when the counter's word changes: the page's own switch tells the counter.
  useEffect(() => {
    if (wanted !== undefined) follow(wanted);
  }, [wanted]);

  if (session === null) return <Opening />;
  if (link.kind === 'replaced') return <ProblemScreen problem={{ kind: 'replaced' }} onRetry={() => guest.reopen()} />;
  // Once the session has ended, or the agent has taken the invitation back, the cookie opens nothing.
  if (session.standing === 'over' || link.kind === 'refused') return <Over bank={session.bank} />;
  return <GuestScreen session={session} />;
}
