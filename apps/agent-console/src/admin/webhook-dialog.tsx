import { type ApiClientView, AppError, WebhookUrl } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, formatDateTime } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { DeliveryList } from './delivery-list.tsx';
import type { OneTimeSecret } from './secret-dialog.tsx';

interface WebhookDialogProps {
  readonly client: ApiClientView;
  readonly onClose: () => void;
  readonly onSecret: (secret: OneTimeSecret) => void;
}

interface Outcome {
  readonly tone: 'ok' | 'danger';
  readonly text: string;
}

/** Where a system is told what happens: its address, its secret, a test, and what was sent lately. */
export function WebhookDialog({ client, onClose, onSecret }: WebhookDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const { apiClientId, name, webhook } = client;
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [wrong, setWrong] = useState(false);
  const [asking, setAsking] = useState<'rotate' | 'remove' | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const params = { apiClientId };
  const failed = (thrown: unknown) => setOutcome({ tone: 'danger', text: errorText(AppError.from(thrown), language) });
  const refresh = () =>
    Promise.all([queries.invalidateQueries({ queryKey: ['clients'] }), queries.invalidateQueries({ queryKey: ['deliveries'] })]);
  const showSecret = (secret: string, text: string) => {
    onClose();
    onSecret({ title: t('webhook.secretTitle', { name }), text, secret });
  };

  const save = useMutation({
    mutationFn: () => http.request('webhooks.set', { params, body: { url: url.trim() } }),
    onSuccess: ({ signingSecret }) => {
      if (signingSecret === null) setOutcome({ tone: 'ok', text: t('webhook.saved') });
      else showSecret(signingSecret, t('webhook.secretText'));
    },
    onError: failed,
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: () => http.request('webhooks.test', { params, body: {} }),
    onSuccess: ({ status, lastStatus, lastError }) => {
      if (status === 'delivered') return setOutcome({ tone: 'ok', text: t('webhook.testOk', { status: lastStatus ?? '' }) });
      const text =
        lastStatus === null ? t('webhook.testFailed', { error: lastError ?? '' }) : t('webhook.testRefused', { status: lastStatus });
      setOutcome({ tone: 'danger', text });
    },
    onError: failed,
    onSettled: refresh,
  });
  const rotate = useMutation({
    mutationFn: () => http.request('webhooks.rotateSecret', { params, body: {} }),
    onSuccess: ({ signingSecret, client: changed }) => {
      const until = changed.webhook?.previousSecretUntil ?? Date.now();
      showSecret(signingSecret, t('webhook.secretTextRotated', { time: formatDateTime(until) }));
    },
    onError: failed,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => http.request('webhooks.remove', { params }),
    onSuccess: () => {
      toasts.show('ok', t('webhook.removed'));
      onClose();
    },
    onError: failed,
    onSettled: refresh,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isGood = WebhookUrl.safeParse(url.trim()).success;
    setWrong(!isGood);
    setOutcome(null);
    if (isGood && !save.isPending) save.mutate();
  };
  if (asking !== null) {
    const decide = asking === 'rotate' ? rotate : remove;
    return (
      <Dialog
        key={asking}
        open
        onClose={() => setAsking(null)}
        title={t(asking === 'rotate' ? 'webhook.rotateTitle' : 'webhook.removeTitle')}
        text={t(asking === 'rotate' ? 'webhook.rotateText' : 'webhook.removeText')}
        actions={
          <>
            <Button onClick={() => setAsking(null)}>{t('common.cancel')}</Button>
            <Button
              kind={asking === 'rotate' ? 'primary' : 'dangerSolid'}
              busy={decide.isPending}
              onClick={() => decide.mutate(undefined, { onError: () => setAsking(null) })}
            >
              {t(asking === 'rotate' ? 'webhook.rotate' : 'webhook.remove')}
            </Button>
          </>
        }
      />
    );
  }
  const needsUrl = webhook === null ? t('webhook.needsUrl') : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('webhook.title', { name })}
      text={t('webhook.text')}
      actions={<Button onClick={onClose}>{t('webhook.close')}</Button>}
    >
      <div className={classes['form']}>
        <form className={classes['form']} onSubmit={submit} noValidate>
          <Field label={t('webhook.url')} hint={t('webhook.urlHint')} error={wrong ? t('webhook.badUrl') : null}>
            {(control) => (
              <input
                {...control}
                type="url"
                inputMode="url"
                autoFocus
                autoComplete="off"
                spellCheck={false}
                maxLength={512}
                value={url}
                onChange={(event) => setUrl(event.currentTarget.value)}
              />
            )}
          </Field>
          <div className={classes['row']}>
            <Button
              kind="primary"
              type="submit"
              busy={save.isPending}
              offReason={webhook !== null && url.trim() === webhook.url ? t('webhook.unchanged') : null}
            >
              {t('webhook.save')}
            </Button>
            <Button busy={test.isPending} offReason={needsUrl} onClick={() => test.mutate()}>
              {t('webhook.test')}
            </Button>
            <Button offReason={needsUrl} onClick={() => setAsking('rotate')}>
              {t('webhook.rotate')}
            </Button>
            <Button kind="danger" offReason={needsUrl} onClick={() => setAsking('remove')}>
              {t('webhook.remove')}
            </Button>
          </div>
        </form>
        <p className={classes['outcome']} data-tone={outcome?.tone} role="status">
          {outcome?.text ??
            (webhook?.previousSecretUntil != null && webhook.previousSecretUntil > Date.now()
              ? t('webhook.old', { time: formatDateTime(webhook.previousSecretUntil) })
              : '')}
        </p>
        <DeliveryList client={client} />
      </div>
    </Dialog>
  );
}
