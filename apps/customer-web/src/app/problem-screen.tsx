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
  /** What "copy the address" copies; the page's own address where it is not given. */
  readonly address?: string;
}

/** Something that keeps the customer from going on: what it is, and what to do. */
export function ProblemScreen(props: ProblemScreenProps) {
  return (
    <Page bank={null} centred>
      <ProblemText {...props} />
    </Page>
  );
}

function ProblemText({ problem, onRetry, address = location.href }: ProblemScreenProps) {
  const { t, language } = useTexts();
  if (problem.kind === 'error') {
    const { error } = problem;
    if (error.code === 'link_used' || error.code === 'link_expired') {
      return <StateView kind="denied" title={t(`problem.${error.code}.title`)} detail={t('problem.link.text')} />;
    }
    if (!error.entry.retryable)
      return <StateView kind="empty" title={t('problem.gone.title')} detail={t('problem.gone.text')} code={error.code} />;
    return (
      <StateView
        kind="offline"
        title={t('problem.offline.title')}
        detail={errorText(error, language)}
        code={error.code}
        action={
          onRetry && (
            <Button kind="primary" size="xl" onClick={onRetry}>
              {t('problem.offline.retry')}
            </Button>
          )
        }
      />
    );
  }
  switch (problem.kind) {
    case 'replaced':
      return (
        <StateView
          kind="empty"
          title={t('problem.replaced.title')}
          detail={t('problem.replaced.text')}
          action={
            onRetry && (
              <Button kind="primary" size="xl" onClick={onRetry}>
                {t('problem.replaced.take')}
              </Button>
            )
          }
        />
      );
    case 'crashed':
      return (
        <StateView
          kind="error"
          title={t('problem.crashed.title')}
          detail={t('problem.crashed.text')}
          action={
            onRetry && (
              <Button kind="primary" size="xl" onClick={onRetry}>
                {t('problem.crashed.reload')}
              </Button>
            )
          }
        />
      );
    case 'abandoned':
      return <StateView kind="empty" title={t('problem.abandoned.title')} detail={t('problem.abandoned.text')} />;
    case 'no_capture':
      return (
        <StateView
          kind="denied"
          title={t('problem.no_capture.title')}
          detail={t('problem.no_capture.text')}
          action={<CopyAddress address={address} />}
        />
      );
    default:
      return <StateView kind="denied" title={t(`problem.${problem.kind}.title`)} detail={t(`problem.${problem.kind}.text`)} />;
  }
}

function CopyAddress({ address }: { readonly address: string }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(address).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <Button kind="primary" size="xl" onClick={copy}>
      {t(copied ? 'ended.copied' : 'problem.no_capture.copy')}
    </Button>
  );
}
