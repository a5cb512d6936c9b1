import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, Skeleton } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { HttpReply } from '../../app/http-client.ts';
import { useServices } from '../../app/services.ts';
import { useReasonRule } from './reason-rule.ts';
import classes from './bundles.module.css';
import { useBundleTexts } from './texts/use-bundle-texts.ts';

/** Bytes of the largest file that the counter takes. */
const MAX_BYTES = 4 * 1024 * 1024;

interface InstallDialogProps {
  readonly file: File;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** What a file holds and who signed it, before it is installed; or why it is not. */
export function InstallDialog({ file, onClose, onDone }: InstallDialogProps) {
  const { t, language } = useBundleTexts();
  const { http } = useServices();
  const formId = useId();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const reasonProblem = useReasonRule(reason);
  const isTooLarge = file.size > MAX_BYTES;
  const seen = useQuery({
    queryKey: ['bundle-file', file.name, file.size, file.lastModified],
    queryFn: async ({ signal }) => {
      const text = await file.text();
      return { text, ...(await http.request('bundles.inspect', { body: { file: text }, signal })) };
    },
    enabled: !isTooLarge,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const install = useMutation({
    mutationFn: (text: string) => http.request('bundles.install', { body: { file: text, reason: reason.trim() } }),
    onSuccess: ({ bundle }) => onDone(t('install.done', { title: bundle.title[language], version: bundle.version })),
  });
  const why = useRefusal(seen.error ?? install.error);
  if (isTooLarge || seen.error !== null) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t('install.refused')}
        text={isTooLarge ? t('install.tooLarge') : (why ?? undefined)}
        actions={<Button onClick={onClose}>{t('close')}</Button>}
      />
    );
  }
  if (seen.data === undefined) {
    return (
      <Dialog open onClose={onClose} title={t('install.checkTitle')} actions={<Button onClick={onClose}>{t('cancel')}</Button>}>
        <p role="status">{t('install.check')}</p>
        <Skeleton rows={3} />
      </Dialog>
    );
  }
  const { text, bundle, replaces } = seen.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (reasonProblem === null && !install.isPending) install.mutate(text);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('install.title', { title: bundle.title[language] })}
      text={bundle.description[language]}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={install.isPending}>
            {t('install.do')}
          </Button>
        </>
      }
    >
      <form id={formId} className={classes['form']} onSubmit={submit} noValidate>
        <Facts bundle={bundle} replaces={replaces} />
        <Field label={t('install.reason')} error={asked ? reasonProblem : null}>
          {(control) => (
            <textarea
              {...control}
              className={`${control.className} ${classes['area']}`}
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        {why !== null && (
          <p className={classes['error']} role="alert">
            {why}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function Facts({ bundle, replaces }: Pick<HttpReply<'bundles.inspect'>, 'bundle' | 'replaces'>) {
  const { t, language } = useBundleTexts();
  const { version, keyName, components, scenarios } = bundle;
  return (
    <div className={classes['facts']}>
      <span>{replaces === null ? t('install.first', { version }) : t('install.update', { before: replaces, version })}</span>
      <span>{t('install.signer', { name: keyName })}</span>
      <ul>
        {components.map(({ type, title, network }) => (
          <li key={type}>
            <span>{title[language]}</span>
            <small>{network.length === 0 ? t('install.noNetwork') : t('install.network', { origins: network.join(', ') })}</small>
          </li>
        ))}
        {scenarios.map(({ key, title, tests }) => (
          <li key={key}>
            <span>{title[language]}</span>
            <small>{t('install.tests', { count: tests })}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

const REFUSALS = [
  ...['not_a_bundle', 'unknown_key', 'revoked_key', 'wrong_signature', 'malformed', 'wrong_hash', 'broken_flow'],
  ...['version_taken', 'older_version', 'component_taken'],
];

/** In words, what the counter says of a file that it does not take. */
function useRefusal(error: unknown): string | null {
  const { t, language } = useBundleTexts();
  if (error === null) return null;
  const thrown = AppError.from(error);
  const [issue] = thrown.issues ?? [];
  if (issue !== undefined && REFUSALS.includes(issue.path))
    return t(`refused.${issue.path}` as 'refused.malformed', { detail: issue.message });
  return errorText(thrown, language);
}
