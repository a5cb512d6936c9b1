import { Button, Field } from '@guichet/ui';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

const LinkCode = lazy(async () => ({ default: (await import('./link-code.tsx')).LinkCode }));

/** The link that lets the third person in, to be passed on by hand. Whoever has it can come in, so it is said. */
export function GuestLink({ link }: { readonly link: string }) {
  const { t } = useFlowTexts();
  const [copied, setCopied] = useState<'yes' | 'failed' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied('yes');
    } catch {
      setCopied('failed');
    }
  };
  return (
    <div className={classes['link']}>
      <Field label={t('invite.link')} hint={t('invite.linkHint')}>
        {(control) => (
          <input {...control} readOnly value={link} translate="no" data-mono onFocus={(event) => event.currentTarget.select()} />
        )}
      </Field>
      <Button
        icon={copied === 'yes' ? <IconCheck size={16} stroke={1.75} aria-hidden /> : <IconCopy size={16} stroke={1.75} aria-hidden />}
        onClick={() => void copy()}
      >
        {t(copied === 'yes' ? 'invite.copied' : 'invite.copy')}
      </Button>
      <Suspense>
        <LinkCode link={link} />
      </Suspense>
      <p aria-live="polite" className={copied === 'failed' ? classes['failed'] : 'visually-hidden'}>
        {copied === null ? '' : t(copied === 'yes' ? 'invite.copied' : 'invite.copyFailed')}
      </p>
    </div>
  );
}
