import type { CustomerSessionView } from '@guichet/protocol';
import { chooseLanguage, classNames, formatAge, useNow } from '@guichet/ui';
import { type ReactNode, useRef } from 'react';
import { IconFingerprint, IconUserCheck, IconVideoOff } from '@tabler/icons-react';
import { ScaleSwitch } from './scale-switch.tsx';
import { useServices } from './services.ts';
import { useStore } from './store.ts';
import { useTexts } from './texts/use-texts.ts';
import { Toasts } from './toasts.tsx';
import { useScreenChange } from './use-screen-change.ts';
import classes from './page.module.css';

type Bank = CustomerSessionView['bank'];

/** The bank's sign: its own logo where it has one. */
function BankMark({ bank }: { readonly bank: Bank | null }) {
  if (bank?.logoUrl) return <img className={classes['mark']} src={bank.logoUrl} alt="" />;
  return (
    <span className={classes['mark']} aria-hidden>
      <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round">
        <path d="M4 10c2.6-2.6 5.2-2.6 8 0s5.4 2.6 8 0M4 15c2.6-2.6 5.2-2.6 8 0s5.4 2.6 8 0" />
      </svg>
    </span>
  );
}

/** Language and text size; a call on a phone has the latter on its sheet. */
export function DisplaySwitches() {
  const { t, language } = useTexts();
  const { counter } = useServices();
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  const switchLanguage = () => {
    void chooseLanguage(other);
    // Inside a session the counter shows its texts (the notice) in the same language.
    if (counter.session.get() !== null) counter.ask('session.chooseLanguage', { language: other }).catch(() => undefined);
  };
  return (
    <div className={classes['switches']}>
      <button type="button" lang={other} onClick={switchLanguage}>
        {t('language.other')}
      </button>
      <ScaleSwitch />
    </div>
  );
}

export function Header({ bank }: { readonly bank: Bank | null }) {
  const { t, language } = useTexts();
  return (
    <header className={classes['header']}>
      <BankMark bank={bank} />
      <span className={classes['bank']} data-bank>
        {bank === null ? t('bank.unknown') : t('bank.counter', { bank: bank.name[language] })}
      </span>
      <DisplaySwitches />
    </header>
  );
}

/** Says that what is shown may be old; comes back by itself. */
function LinkNotice() {
  const { t } = useTexts();
  const { counter } = useServices();
  const link = useStore(counter.link);
  const away = link.kind === 'away' ? link.sinceMs : null;
  const now = useNow(1_000, Date.now, away !== null);
  // A socket that blinks is nothing to tell anybody.
  if (away === null || now - away < 2_000) return null;
  return (
    <p className={classes['away']} role="status" data-away>
      {t('link.away', { age: formatAge(now - away) })}
    </p>
  );
}

interface PageProps {
  readonly bank: Bank | null;
  readonly children: ReactNode;
  /** Stays at the thumb: the primary action and its way out. */
  readonly actions?: ReactNode;
  readonly centred?: boolean;
}

/** One column, as wide as a phone, with the actions at its foot; beside it, where there is room, what a video counter is. */
export function Page({ bank, children, actions, centred }: PageProps) {
  const main = useRef<HTMLElement>(null);
  useScreenChange(main);
  return (
    <div className={classes['spread']}>
      <Aside />
      <div className={classes['page']}>
        <Toasts className={classes['toasts']} />
        <Header bank={bank} />
        <LinkNotice />
        <main ref={main} tabIndex={-1} className={classNames(classes['content'], centred === true && classes['centred'])}>
          {children}
        </main>
        {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
      </div>
    </div>
  );
}

const PROMISES = [
  { key: 'person', Icon: IconUserCheck },
  { key: 'proof', Icon: IconFingerprint },
  { key: 'consent', Icon: IconVideoOff },
] as const;

/** On wide windows only. */
function Aside() {
  const { t } = useTexts();
  return (
    <aside className={classes['aside']}>
      <div className={classes['picture']} aria-hidden />
      <p className={classes['motto']}>{t('aside.title')}</p>
      <ul>
        {PROMISES.map(({ key, Icon }) => (
          <li key={key}>
            <Icon size={24} stroke={1.6} aria-hidden />
            {t(`aside.${key}`)}
          </li>
        ))}
      </ul>
    </aside>
  );
}
