import type { AppError } from '@guichet/protocol';
import { Button, errorText } from '@guichet/ui';
import {
  IconAlertCircle,
  IconBrowserOff,
  IconCameraOff,
  IconCircleX,
  IconClockOff,
  IconDevices,
  IconLinkOff,
  IconLockOpenOff,
  IconWifiOff,
} from '@tabler/icons-react';
import { type ComponentType, type ReactNode, useState } from 'react';
import type { FloorProblem } from './browser-floor.ts';
import { Page } from './page.tsx';
import classes from './problem-screen.module.css';
import { useServices } from './services.ts';
import { useTexts } from './texts/use-texts.ts';

export type Problem = { kind: FloorProblem | 'replaced' | 'abandoned' | 'crashed' } | { kind: 'error'; error: AppError };

interface ProblemScreenProps {
  readonly problem: Problem;
  readonly onRetry: (() => void) | null;
  /** What "copy the address" copies; the page's own address where it is not given. */
  readonly address?: string;
}

/** Something that keeps the customer from going on: what it is, and what to do. */
export function ProblemScreen({ problem, onRetry, address = location.href }: ProblemScreenProps) {
  const { counter } = useServices();
  const wording = useWording(problem);
  const retry = onRetry !== null && wording.retry !== null && (
    <Button kind="primary" size="xl" wide onClick={onRetry}>
      {wording.retry}
    </Button>
  );
  const action = problem.kind === 'no_capture' ? <CopyAddress address={address} /> : retry;
  return (
    <Page bank={counter.session.get()?.bank ?? null} centred actions={action || undefined}>
      <BigNotice {...wording} />
    </Page>
  );
}

interface BigNoticeProps {
  readonly Icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  readonly title: string;
  readonly text: string;
  /** Code of an error, for whoever is asked for help. */
  readonly code?: string | undefined;
  /** Something went wrong, rather than being over or not possible here. */
  readonly grave?: boolean | undefined;
  readonly children?: ReactNode;
}

/** One fact that fills a screen. */
export function BigNotice({ Icon, title, text, code, grave = false }: BigNoticeProps) {
  return (
    <div className={classes['notice']} role={grave ? 'alert' : undefined} data-state={grave ? 'error' : 'notice'}>
      <span className={classes['mark']}>
        <Icon size={32} stroke={1.6} aria-hidden />
      </span>
      <h1>{title}</h1>
      <p>{text}</p>
      {code !== undefined && <small data-mono>{code}</small>}
    </div>
  );
}

interface Wording extends Omit<BigNoticeProps, 'children'> {
  /** What the button to go on says; null where there is none. */
  readonly retry: string | null;
}

function useWording(problem: Problem): Wording {
  const { t, language } = useTexts();
  switch (problem.kind) {
    case 'error': {
      const { error } = problem;
      if (error.code === 'link_used' || error.code === 'link_expired') {
        const Icon = error.code === 'link_used' ? IconLinkOff : IconClockOff;
        return { Icon, title: t(`problem.${error.code}.title`), text: t(`problem.${error.code}.text`), retry: null };
      }
      if (error.code === 'outside_hours')
        return {
          Icon: IconClockOff,
          title: t('problem.outside_hours.title'),
          text: errorText(error, language),
          retry: t('problem.offline.retry'),
        };
      if (!error.entry.retryable)
        return { Icon: IconCircleX, title: t('problem.gone.title'), text: t('problem.gone.text'), code: error.code, retry: null };
      const retry = t('problem.offline.retry');
      const text = errorText(error, language);
      return { Icon: IconWifiOff, title: t('problem.offline.title'), text, code: error.code, grave: true, retry };
    }
    case 'replaced':
      return {
        Icon: IconDevices,
        title: t('problem.replaced.title'),
        text: t('problem.replaced.text'),
        retry: t('problem.replaced.take'),
      };
    case 'crashed':
      return {
        Icon: IconAlertCircle,
        title: t('problem.crashed.title'),
        text: t('problem.crashed.text'),
        grave: true,
        retry: t('problem.crashed.reload'),
      };
    case 'abandoned':
      return { Icon: IconCircleX, title: t('problem.abandoned.title'), text: t('problem.abandoned.text'), retry: null };
    case 'no_capture':
      return { Icon: IconCameraOff, title: t('problem.no_capture.title'), text: t('problem.no_capture.text'), retry: null };
    case 'insecure':
      return { Icon: IconLockOpenOff, title: t('problem.insecure.title'), text: t('problem.insecure.text'), retry: null };
    case 'too_old':
      return { Icon: IconBrowserOff, title: t('problem.too_old.title'), text: t('problem.too_old.text'), retry: null };
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
    <Button kind="primary" size="xl" wide onClick={copy}>
      {t(copied ? 'ended.copied' : 'problem.no_capture.copy')}
    </Button>
  );
}
