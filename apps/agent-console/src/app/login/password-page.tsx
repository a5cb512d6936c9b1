import { AppError, NewPassword } from '@guichet/protocol';
import { Button, errorText } from '@guichet/ui';
import { PasswordInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Logo } from '../parts/logo.tsx';
import { useTitle } from '../parts/use-title.ts';
import { startPage } from '../router.tsx';
import { useServices } from '../services.ts';
import { LanguageSwitch, ThemeSwitch } from '../shell/display-switches.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/use-texts.ts';
import classes from './login-page.module.css';

type Wrong = 'missing' | 'tooShort' | 'differs';

/** One's own password: chosen at the first login in place of the one that was handed out, or changed later. */
export function PasswordPage() {
  const { t, language } = useTexts();
  const { staff, toasts } = useServices();
  const state = useStore(staff.state);
  const router = useRouter();
  const due = state.kind === 'due';
  useTitle(t(due ? 'password.title' : 'password.titleOwn'));
  // What was typed a moment ago need not be typed again.
  const handedOut = state.kind === 'due' ? state.handedOut : null;
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`input[name=${name}]`)?.focus();
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([readonly])')?.focus(), []);
  const out = state.kind === 'out' || state.kind === 'unknown';
  useEffect(() => {
    if (out) void router.navigate({ to: '/login', replace: true });
  }, [out, router]);
  if (state.kind === 'out' || state.kind === 'unknown') return null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const known = handedOut ?? current;
    const found = known === '' ? 'missing' : !NewPassword.safeParse(next).success ? 'tooShort' : next !== again ? 'differs' : null;
    setWrong(found);
    setFailure(null);
    if (found !== null) return focus(found === 'missing' ? 'current' : found === 'tooShort' ? 'next' : 'again');
    setBusy(true);
    try {
      await staff.changePassword(known, next);
      toasts.show('ok', t('password.saved'));
      await router.navigate({ to: startPage(state.staff), replace: true });
    } catch (thrown) {
      setFailure(AppError.from(thrown));
      focus('next');
    } finally {
      setBusy(false);
    }
  };
  const common = {
    className: classes['input'] ?? '',
    maxLength: 256,
    visible: shown,
    onVisibilityChange: setShown,
    visibilityToggleButtonProps: { 'aria-label': t(shown ? 'login.hidePassword' : 'login.showPassword') },
  };
  return (
    <div className={classes['page']}>
      <main className={classes['card']}>
        <Logo className={classes['logo']} size={40} />
        <h1>{t(due ? 'password.title' : 'password.titleOwn')}</h1>
        <p className={classes['lead']}>{t(due ? 'password.lead' : 'password.leadOwn')}</p>
        <form ref={form} className={classes['form']} onSubmit={(event) => void submit(event)} noValidate>
          {failure !== null && (
            <p className={`${classes['note']} ${classes['failed']}`} role="alert">
              <IconAlertCircle size={16} stroke={1.75} aria-hidden />
              {failure.code === 'login_failed' ? t('password.wrong') : errorText(failure, language)}
            </p>
          )}
          <input type="text" name="username" autoComplete="username" value={state.staff.staffNumber} readOnly hidden />
          {handedOut === null && (
            <PasswordInput
              {...common}
              name="current"
              label={t(due ? 'password.given' : 'password.current')}
              autoComplete="current-password"
              value={current}
              error={wrong === 'missing' && t('password.missing')}
              onChange={(event) => setCurrent(event.currentTarget.value)}
            />
          )}
          <PasswordInput
            {...common}
            name="next"
            label={t('password.next')}
            description={t('password.nextHint')}
            autoComplete="new-password"
            value={next}
            error={wrong === 'tooShort' && t('password.tooShort')}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <PasswordInput
            {...common}
            name="again"
            label={t('password.again')}
            autoComplete="new-password"
            value={again}
            error={wrong === 'differs' && t('password.differs')}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          <Button kind="primary" type="submit" wide busy={busy} className={classes['submit']}>
            {t('password.submit')}
          </Button>
          {due ? (
            <Button wide kind="quiet" onClick={() => void staff.signOut()}>
              {t('password.signOut')}
            </Button>
          ) : (
            <Button wide kind="quiet" onClick={() => void router.navigate({ to: startPage(state.staff) })}>
              {t('password.back')}
            </Button>
          )}
        </form>
      </main>
      <footer className={classes['foot']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}
