import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { z } from 'zod';
import { useServices } from '../../app/services.ts';
import classes from './bundles.module.css';
import { useReasonRule } from './reason-rule.ts';
import { useBundleTexts } from './texts/use-bundle-texts.ts';

const PublicKey = z.union([
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().max(64) }),
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string().max(64), y: z.string().max(64) }),
]);
type PublicKey = z.infer<typeof PublicKey>;

interface TrustDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A key whose files are taken from now on. */
export function TrustDialog({ onClose, onDone }: TrustDialogProps) {
  const { t, language } = useBundleTexts();
  const { http } = useServices();
  const formId = useId();
  const [asked, setAsked] = useState(false);
  const [chosen, setChosen] = useState<{ readonly key: PublicKey; readonly kid: string | null } | null>(null);
  const publicKey = chosen?.key ?? null;
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const reasonProblem = useReasonRule(reason);
  const trust = useMutation({
    mutationFn: (key: PublicKey) =>
      http.request('bundles.trustKey', { body: { publicKey: key, name: name.trim(), reason: reason.trim() } }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (publicKey !== null && name.trim() !== '' && reasonProblem === null && !trust.isPending) trust.mutate(publicKey);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('trust.title')}
      text={t('trust.text')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={trust.isPending}>
            {t('trust.do')}
          </Button>
        </>
      }
    >
      <form id={formId} className={classes['form']} onSubmit={submit} noValidate>
        <Field label={t('trust.file')} hint={t('trust.fileHint')} error={asked && publicKey === null ? t('trust.fileWrong') : null}>
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".pub,.jwk,application/json"
              onChange={(event) => void readKey(event.currentTarget.files?.[0]).then(setChosen)}
            />
          )}
        </Field>
        {chosen?.kid != null && (
          <p className={classes['facts']}>
            <span>{t('key.kid')}</span>
            <code className={classes['kid']} data-fingerprint>
              {chosen.kid}
            </code>
          </p>
        )}
        <Field label={t('trust.name')} error={asked && name.trim() === '' ? t('trust.nameMissing') : null}>
          {(control) => <input {...control} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <Field label={t('trust.reason')} error={asked ? reasonProblem : null}>
          {(control) => <input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
        </Field>
        {trust.error !== null && (
          <p className={classes['error']} role="alert">
            {errorText(AppError.from(trust.error), language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

async function readKey(file: File | undefined): Promise<{ readonly key: PublicKey; readonly kid: string | null } | null> {
  if (file === undefined || file.size > 4_096) return null;
  try {
    const { data } = PublicKey.safeParse(JSON.parse(await file.text()));
    return data === undefined ? null : { key: data, kid: await thumbprint(data) };
  } catch {
    return null;
  }
}

/** As the counter and the command line name it (RFC 7638: the members that are required, by name). Null where the page may not hash. */
async function thumbprint({ kty, crv, x, ...rest }: PublicKey): Promise<string | null> {
  if (!isSecureContext) return null;
  const text = JSON.stringify({ crv, kty, x, ...rest });
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
