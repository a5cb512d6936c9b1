import type { AppError } from '@guichet/protocol';
import { Button, errorText, StateView } from '@guichet/ui';
import { useState } from 'react';
import type { FloorProblem } from './browser-floor.ts';
import { Page } from './page.tsx';
import { useTexts } from './texts/use-texts.ts';

export type Problem = { kind: FloorProblem | 'replaced' | 'abandoned' | 'crashed' } | { kind: 'error'; error: AppError };

interface ProblemScreenProps {
  readonly problem: Problem;
  readonly onRetry: (() => void) | null;
}

/** Something that keeps the customer from going on: what it is, and what to do. */
export function ProblemScreen({ problem, onRetry }: ProblemScreenProps) {
  return (
    <Page bank={null} centred>
      <ProblemText problem={problem} onRetry={onRetry} />
    </Page>
  );
}

function ProblemText({ problem, onRetry }: ProblemScreenProps) {
  const { t, language } = useTexts();
  if (problem.kind === 'error') {
    const { error } = problem;
    if (error.code === 'link_used' || error.code === 'link_expired') {
      return <StateView kind="denied" title={t(`problem.${error.code}.title`)} detail={t('problem.link.text')} />;
    }
    if (!error.entry.retryable) return <StateView kind="empty" title={t('problem.gone.title')} detail={t('problem.gone.text')} code={error.code} />;
    return (
      <StateView
        kind="offline" title={t('problem.offline.title')} detail={errorText(error, language)} code={error.code}
        action={onRetry && <Button kind="primary" size="xl" onClick={onRetry}>{t('problem.offline.retry')}</Button>}
      />
    );
  }
  switch (problem.kind) {
    case 'replaced':
      return (
        <StateView
          kind="empty" title={t('problem.replaced.title')} detail={t('problem.replaced.text')}
          action={onRetry && <Button kind="primary" size="xl" onClick={onRetry}>{t('problem.replaced.take')}</Button>}
        />
      );
    case 'crashed':
      return (
        <StateView
          kind="error" title={t('problem.crashed.title')} detail={t('problem.crashed.text')}
          action={onRetry && <Button kind="primary" size="xl" onClick={onRetry}>{t('problem.crashed.reload')}</Button>}
        />
      );
    case 'abandoned':
      return <StateView kind="empty" title={t('problem.abandoned.title')} detail={t('problem.abandoned.text')} />;
    case 'no_capture':
      return <StateView kind="denied" title={t('problem.no_capture.title')} detail={t('problem.no_capture.text')} action={<CopyAddress />} />;
    default:
      return <StateView kind="denied" title={t(`problem.${problem.kind}.title`)} detail={t(`problem.${problem.kind}.text`)} />;
  }
}

function CopyAddress() {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(location.href).then(() => setCopied(true), () => undefined);
  };
  return <Button kind="primary" size="xl" onClick={copy}>{t(copied ? 'ended.copied' : 'problem.no_capture.copy')}</Button>;
}
