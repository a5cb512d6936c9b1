import { AppError } from '@guichet/protocol';
import { Button, errorText, formatClock, formatSpan, useNow } from '@guichet/ui';
import { PasswordInput, TextInput } from '@mantine/core';
import { IconAlertCircle, IconClock, IconInfoCircle } from '@tabler/icons-react';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Logo } from '../parts/logo.tsx';
import { useTitle } from '../parts/use-title.ts';
import { startPage } from '../router.tsx';
import { useServices } from '../services.ts';
import { LanguageSwitch, ThemeSwitch } from '../shell/display-switches.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/use-texts.ts';
import classes from './login-page.module.css';

interface Missing {
  readonly staffNumber: boolean;
  readonly password: boolean;
}

export function LoginPage() {
  const { t } = useTexts();
  useTitle(t('login.title'));
  const { staff, ring } = useServices();
  const state = useStore(staff.state);
  const router = useRouter();
  const { next } = useSearch({ from: '/login' });
  const [staffNumber, setStaffNumber] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<Missing>({ staffNumber: false, password: false });
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [lockedUntilMs, setLockedUntilMs] = useState(0);
  const numberInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  useEffect(() => numberInput.current?.focus(), []);

  const now = useNow(500, undefined, lockedUntilMs > 0);
  const lockedForMs = Math.max(0, lockedUntilMs - now);
  const locked = lockedForMs > 0;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (locked || busy) return;
    const lacks = { staffNumber: staffNumber.trim() === '', password: password === '' };
    setMissing(lacks);
    if (lacks.staffNumber) return numberInput.current?.focus();
    if (lacks.password) return passwordInput.current?.focus();
    setBusy(true);
    setFailure(null);
    // The one moment a person surely touches the page: from here on the browser lets it ring.
    ring.unlock();
    try {
      const signedIn = await staff.signIn(staffNumber.trim(), password);
      await router.navigate({ href: next ?? startPage(signedIn), replace: true });
    } catch (thrown) {
      const error = AppError.from(thrown);
      setFailure(error);
      setPassword('');
      if (error.code === 'login_locked') setLockedUntilMs(Date.now() + (error.retryAfterMs ?? 30_000));
      passwordInput.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={classes['page']}>
      <div className={classes['picture']} aria-hidden />
      <main className={classes['card']}>
        <Logo className={classes['logo']} size={40} />
        <h1>{t('login.title')}</h1>
        <p className={classes['lead']}>{t('login.lead')}</p>
        <form className={classes['form']} onSubmit={(event) => void submit(event)} noValidate>
          <Note failure={failure} expired={state.kind === 'out' && state.expired} lockedForMs={lockedForMs} />
          <TextInput
            ref={numberInput}
            className={classes['input'] ?? ''}
            label={t('login.staffNumber')}
            value={staffNumber}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={32}
            error={missing.staffNumber && t('login.missingNumber')}
            onChange={(event) => setStaffNumber(event.currentTarget.value)}
          />
          <PasswordInput
            ref={passwordInput}
            className={classes['input'] ?? ''}
            label={t('login.password')}
            value={password}
            name="password"
            autoComplete="current-password"
            maxLength={256}
            error={missing.password && t('login.missingPassword')}
            visible={shown}
            onVisibilityChange={setShown}
            visibilityToggleButtonProps={{ 'aria-label': t(shown ? 'login.hidePassword' : 'login.showPassword') }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button
            kind="primary"
            type="submit"
            wide
            busy={busy}
            className={classes['submit']}
            offReason={locked ? t('login.lockedReason', { time: formatClock(lockedForMs) }) : null}
          >
            {locked ? t('login.lockedReason', { time: formatClock(lockedForMs) }) : t('login.submit')}
          </Button>
        </form>
      </main>
      <footer className={classes['foot']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}

function Note({
  failure,
  expired,
  lockedForMs,
}: {
  readonly failure: AppError | null;
  readonly expired: boolean;
  readonly lockedForMs: number;
}) {
  const { t, language } = useTexts();
  if (lockedForMs > 0) {
    return (
      <p className={classes['note']} role="alert">
        <IconClock size={16} stroke={1.75} aria-hidden />
        <span className="num">
          {/* Said once and for all: the figure that runs down is on the button, where no screen reader repeats it. */}
          {t('login.lockedFor', { time: formatSpan(failure?.retryAfterMs ?? 30_000, language) })}
          <small>{t('login.lockedWhy')}</small>
        </span>
      </p>
    );
  }
  if (failure !== null && failure.code !== 'login_locked') {
    return (
      <p className={`${classes['note']} ${classes['failed']}`} role="alert">
        <IconAlertCircle size={16} stroke={1.75} aria-hidden />
        {failure.code === 'login_failed' ? t('login.failed') : errorText(failure, language)}
      </p>
    );
  }
  if (!expired) return null;
  return (
    <p className={classes['note']} role="status">
      <IconInfoCircle size={16} stroke={1.75} aria-hidden />
      {t('login.expired')}
    </p>
  );
}
