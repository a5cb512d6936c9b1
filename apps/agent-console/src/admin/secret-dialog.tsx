import { Button, Dialog } from '@guichet/ui';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';

/** A secret that the counter answered once. It lives in this page's memory until the dialog is closed, and nowhere else. */
export interface OneTimeSecret {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
}

export function SecretDialog({ shown, onClose }: { readonly shown: OneTimeSecret | null; readonly onClose: () => void }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState<'yes' | 'failed' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shown?.secret ?? '');
      setCopied('yes');
    } catch {
      setCopied('failed');
    }
  };
  const close = () => {
    setCopied(null);
    onClose();
  };
  return (
    <Dialog
      open={shown !== null}
      // Escape by mistake would lose it for good: there is a button for that.
      onClose={() => undefined}
      title={shown?.title ?? ''}
      text={shown?.text}
      actions={
        <>
          <Button
            icon={copied === 'yes' ? <IconCheck size={16} stroke={1.75} aria-hidden /> : <IconCopy size={16} stroke={1.75} aria-hidden />}
            onClick={() => void copy()}
          >
            {t(copied === 'yes' ? 'secret.copied' : 'secret.copy')}
          </Button>
          <Button kind="primary" onClick={close}>
            {t('secret.done')}
          </Button>
        </>
      }
    >
      <div className={classes['secret']}>
        <output translate="no" data-secret>
          {shown?.secret}
        </output>
        <p className={classes['once']}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          {t('secret.once')}
        </p>
        <p className="visually-hidden" aria-live="polite">
          {copied === 'yes' ? t('secret.copied') : ''}
        </p>
        {copied === 'failed' && <p className={classes['outcome']}>{t('secret.copyFailed')}</p>}
      </div>
    </Dialog>
  );
}
