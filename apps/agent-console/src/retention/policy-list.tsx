import type { RetentionPolicyView, ServiceTypeId } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, Tag } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Listing } from '../admin/listing.tsx';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { useServices } from '../app/services.ts';
import { hasRole } from '../app/staff-session.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../review/parts/list-table.tsx';
import classes from '../review/review-work.module.css';

interface Service {
  readonly id: ServiceTypeId;
  readonly name: string;
}

const COLUMNS = ['title', 'periods', 'source', 'applies', 'services'] as const;

/** How long things are kept and who says so; administrators give policies to services. */
export function PolicyList() {
  const { t, language } = useTexts();
  const { http } = useServices();
  const staff = useSignedIn();
  const mayGive = staff !== null && hasRole(staff, 'admin');
  const query = useQuery({ queryKey: ['retention', 'policies'], queryFn: ({ signal }) => http.request('retention.policies', { signal }) });
  const listed = useQuery({
    queryKey: ['services'],
    enabled: mayGive,
    queryFn: ({ signal }) => http.request('services.list', { signal }),
  });
  const services: readonly Service[] = (listed.data?.serviceTypes ?? []).map(({ id, title }) => ({ id, name: title[language] }));
  const [giving, setGiving] = useState<Service | null>(null);
  return (
    <Listing query={query} failed={{ title: t('retention.loadFailed'), detail: t('retention.loadFailedDetail') }}>
      {({ policies }) => (
        <>
          {mayGive && services.length > 0 && (
            <div className={classes['choice']}>
              <Field label={t('retention.give.service')}>
                {(control) => (
                  <select
                    {...control}
                    value=""
                    onChange={(event) => setGiving(services.find(({ id }) => id === event.currentTarget.value) ?? null)}
                  >
                    <option value="">{t('retention.give.choose')}</option>
                    {services.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
          )}
          <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`retention.policy.${column}`) }))}>
            {policies.map((policy) => (
              <PolicyRow key={policy.id} policy={policy} services={services} />
            ))}
          </ListTable>
          {giving !== null && <GiveDialog service={giving} policies={policies} onClose={() => setGiving(null)} />}
        </>
      )}
    </Listing>
  );
}

const CHANNELS = ['remote', 'branch', 'self_service', 'meeting'] as const;
const PRODUCTS = ['wealth_product', 'insurance', 'securities'] as const;
const nameFrom = <Word extends string>(words: readonly Word[], value: string): Word | null => words.find((word) => word === value) ?? null;

function PolicyRow({ policy, services }: { readonly policy: RetentionPolicyView; readonly services: readonly Service[] }) {
  const { t, language } = useTexts();
  const { citation, appliesTo, source } = policy;
  const seen = t(`retention.policy.seen.${citation.seen}`);
  const about = [
    ...(appliesTo.channel ?? []).map((value) => {
      const known = nameFrom(CHANNELS, value);
      return known === null ? value : t(`retention.policy.channel.${known}`);
    }),
    ...(appliesTo.product ?? []).map((value) => {
      const known = nameFrom(PRODUCTS, value);
      return known === null ? value : t(`retention.policy.product.${known}`);
    }),
  ];
  return (
    <tr>
      <ListCell label={t('retention.policy.title')}>
        <strong>{policy.title[language]}</strong>
        <div className={classes['note']}>{citation.text[language]}</div>
      </ListCell>
      <ListCell label={t('retention.policy.periods')}>
        {policy.periods.map(({ from, months }) => (
          <div key={from}>{t(`retention.policy.period.${from}`, { count: months })}</div>
        ))}
      </ListCell>
      <ListCell label={t('retention.policy.source')}>
        <span className={classes['tags']}>
          <Tag tone="line">{t(`retention.policy.source.${source}`)}</Tag>
          {policy.checked ? null : <Tag tone="warn">{t('retention.policy.unchecked')}</Tag>}
        </span>
        <div className={classes['note']}>{source === 'own' ? '' : `${citation.ref} · ${seen}`}</div>
      </ListCell>
      <ListCell label={t('retention.policy.applies')}>
        <span className={classes['tags']}>
          <Tag tone={policy.on ? 'ok' : 'none'}>{t(policy.on ? 'retention.policy.byItself' : 'retention.policy.onlyGiven')}</Tag>
          {(about.length === 0 ? [t('retention.policy.everything')] : about).map((word) => (
            <Tag key={word} tone="line">
              {word}
            </Tag>
          ))}
        </span>
      </ListCell>
      <ListCell label={t('retention.policy.services')}>
        {policy.services.length === 0
          ? t('retention.policy.none')
          : policy.services.map((id) => services.find((service) => service.id === id)?.name ?? id).join(', ')}
      </ListCell>
    </tr>
  );
}

interface GiveDialogProps {
  readonly service: Service;
  readonly policies: readonly RetentionPolicyView[];
  readonly onClose: () => void;
}

/** What a service has beside the policies that apply by themselves. */
function GiveDialog({ service, policies, onClose }: GiveDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const [given, setGiven] = useState<readonly string[]>(() =>
    policies.filter(({ services }) => services.includes(service.id)).map(({ id }) => id),
  );
  const save = useMutation({
    mutationFn: () => http.request('retention.give', { params: { serviceTypeId: service.id }, body: { policies: [...given] } }),
    onSuccess: () => {
      toasts.show('ok', t('retention.give.saved'));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  const toggle = (id: string) => setGiven((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('retention.give.title', { name: service.name })}
      text={t('retention.give.text')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" busy={save.isPending} onClick={() => save.mutate()}>
            {t('retention.give.save')}
          </Button>
        </>
      }
    >
      <fieldset className={classes['choices']}>
        <legend className="visually-hidden">{t('retention.tab.policies')}</legend>
        {policies
          .filter(({ on }) => !on)
          .map(({ id, title, checked }) => (
            <label key={id}>
              <input type="checkbox" checked={given.includes(id)} onChange={() => toggle(id)} />
              {title[language]}
              {!checked && <Tag tone="warn">{t('retention.policy.unchecked')}</Tag>}
            </label>
          ))}
      </fieldset>
      {save.error !== null && (
        <p className={classes['error']} role="alert">
          {errorText(save.error, language)}
        </p>
      )}
    </Dialog>
  );
}
