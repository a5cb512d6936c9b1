import { AppError } from '@guichet/protocol';
import { Button, errorText, Skeleton, StateView } from '@guichet/ui';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTexts } from '../texts/use-texts.ts';
import classes from './whole-page.module.css';

export function LoadingPage() {
  return <Skeleton rows={4} />;
}

export function NotFoundPage() {
  const { t } = useTexts();
  const router = useRouter();
  return (
    <main className={classes['page']}>
      <StateView
        kind="empty"
        title={t('app.notFound')}
        detail={t('app.notFoundDetail')}
        action={<Button onClick={() => void router.navigate({ to: '/', replace: true })}>{t('app.home')}</Button>}
      />
    </main>
  );
}

/** What a route throws: a counter that does not answer, or a mistake of ours. A call is not touched by either. */
export function CrashedPage({ error, reset }: ErrorComponentProps) {
  const { t, language } = useTexts();
  const router = useRouter();
  const known = error instanceof AppError;
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className={classes['page']}>
      <StateView
        kind="error"
        title={known ? t('app.unreachable') : t('app.crashed')}
        detail={known ? errorText(error, language) : t('app.crashedDetail')}
        code={AppError.from(error).code.toUpperCase()}
        action={
          known ? <Button onClick={again}>{t('app.retry')}</Button> : <Button onClick={() => location.reload()}>{t('app.reload')}</Button>
        }
      />
    </main>
  );
}
