import { AppError, type ApiClientView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import type { OneTimeSecret } from './secret-dialog.tsx';

interface ClientDialogProps {
  readonly onClose: () => void;
  readonly onSecret: (secret: OneTimeSecret) => void;
}

/** Adds a system of the bank; its key is shown once. */
export function ClientDialog({ onClose, onSecret }: ClientDialogProps) {
  const { t, language } = useTexts();
  const { http, queries } = useServices();
  const formId = useId();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () => http.request('clients.create', { body: { name: name.trim() } }),
    onSuccess: ({ client, apiKey }) => {
      onClose();
      onSecret({ title: t('clients.keyTitle', { name: client.name }), text: t('clients.keyText'), secret: apiKey });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['clients'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '' && !create.isPending) create.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('clients.createTitle')}
      text={t('clients.createText')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={create.isPending}>
            {t('clients.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field
          label={t('clients.name')}
          hint={t('clients.nameHint')}
          error={missing ? t('clients.missingName') : create.error && errorText(AppError.from(create.error), language)}
        >
          {(control) => (
            <input
              {...control}
              autoFocus
              autoComplete="off"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

interface RevokeDialogProps {
  readonly client: ApiClientView | null;
  readonly onClose: () => void;
}

export function RevokeDialog({ client, onClose }: RevokeDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const revoke = useMutation({
    mutationFn: ({ apiClientId }: ApiClientView) => http.request('clients.revoke', { params: { apiClientId }, body: {} }),
    onSuccess: () => toasts.show('ok', t('clients.revokedDone')),
    onError: (thrown) => toasts.show('danger', errorText(AppError.from(thrown), language)),
    onSettled: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['clients'] });
    },
  });
  return (
    <Dialog
      open={client !== null}
      onClose={onClose}
      title={t('clients.revokeTitle', { name: client?.name ?? '' })}
      text={t('clients.revokeText')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="dangerSolid" busy={revoke.isPending} onClick={() => client !== null && revoke.mutate(client)}>
            {t('clients.revoke')}
          </Button>
        </>
      }
    />
  );
}
