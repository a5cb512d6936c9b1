import type { BundleKeyView, BundleView } from '@guichet/protocol';
import { Button, formatDateTime, StateView, Tag } from '@guichet/ui';
import { IconKey, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Listing } from '../../admin/listing.tsx';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { Panel } from '../../app/parts/panel.tsx';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { ReasonDialog } from '../../retention/reason-dialog.tsx';
import { ListCell, ListTable } from '../../review/parts/list-table.tsx';
import classes from './bundles.module.css';
import { InstallDialog } from './install-dialog.tsx';
import { useBundleTexts } from './texts/use-bundle-texts.ts';
import { TrustDialog } from './trust-dialog.tsx';

type Asked =
  | { readonly kind: 'install'; readonly file: File }
  | { readonly kind: 'remove'; readonly bundle: BundleView }
  | { readonly kind: 'revoke'; readonly key: BundleKeyView }
  | { readonly kind: 'trust' };

/** Components and business scenarios from signed files, and the keys whose files are taken. */
export function BundlesPage() {
  const { t } = useBundleTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const staff = useSignedIn();
  useTitle(t('title'));
  const list = useQuery({ queryKey: ['bundles'], queryFn: ({ signal }) => http.request('bundles.list', { signal }) });
  const [asked, setAsked] = useState<Asked | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const mayInstall = staff !== null && hasRole(staff, 'designer', 'admin');
  const mayTrust = staff !== null && hasRole(staff, 'admin');
  const done = (text: string) => {
    setAsked(null);
    toasts.show('ok', text);
    void queries.invalidateQueries({ queryKey: ['bundles'] });
    void queries.invalidateQueries({ queryKey: ['components'] });
  };
  return (
    <>
      <PageHeader title={t('title')}>
        {mayTrust && (
          <Button icon={<IconKey size={16} stroke={1.75} aria-hidden />} onClick={() => setAsked({ kind: 'trust' })} data-trust>
            {t('trust')}
          </Button>
        )}
        {mayInstall && (
          <>
            <input
              ref={file}
              type="file"
              accept=".guichet,application/json"
              hidden
              data-bundle-file
              onChange={(event) => {
                const chosen = event.currentTarget.files?.[0];
                event.currentTarget.value = '';
                if (chosen !== undefined) setAsked({ kind: 'install', file: chosen });
              }}
            />
            <Button kind="primary" icon={<IconUpload size={16} stroke={1.75} aria-hidden />} onClick={() => file.current?.click()}>
              {t('install')}
            </Button>
          </>
        )}
      </PageHeader>
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('lead')}</p>
        <Listing query={list} failed={{ title: t('loadFailed'), detail: t('loadFailedDetail') }}>
          {({ bundles, keys }) => (
            <>
              {bundles.length === 0 ? (
                <StateView kind="empty" title={t('empty')} detail={t('emptyDetail')} />
              ) : (
                <BundleTable bundles={bundles} onRemove={mayInstall ? (bundle) => setAsked({ kind: 'remove', bundle }) : null} />
              )}
              <KeyPanel keys={keys} onRevoke={mayTrust ? (key) => setAsked({ kind: 'revoke', key }) : null} />
            </>
          )}
        </Listing>
      </div>
      {asked?.kind === 'install' && <InstallDialog file={asked.file} onClose={() => setAsked(null)} onDone={done} />}
      {asked?.kind === 'trust' && <TrustDialog onClose={() => setAsked(null)} onDone={() => done(t('trust.done'))} />}
      {asked?.kind === 'remove' && (
        <RemoveDialog bundle={asked.bundle} onClose={() => setAsked(null)} onDone={() => done(t('remove.done'))} />
      )}
      {asked?.kind === 'revoke' && (
        <ReasonDialog
          danger
          title={t('revoke.title', { name: asked.key.name })}
          text={t('revoke.text')}
          action={t('key.revoke')}
          onClose={() => setAsked(null)}
          onSend={async (reason) => {
            await http.request('bundles.revokeKey', { params: { kid: asked.key.kid }, body: { reason } });
            done(t('revoke.done'));
          }}
        />
      )}
    </>
  );
}

function RemoveDialog({
  bundle,
  onClose,
  onDone,
}: {
  readonly bundle: BundleView;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t, language } = useBundleTexts();
  const { http } = useServices();
  const { name, version, title } = bundle;
  return (
    <ReasonDialog
      danger
      title={t('remove.title', { title: title[language], version })}
      text={t('remove.text')}
      action={t('remove')}
      onClose={onClose}
      onSend={async (reason) => {
        await http.request('bundles.remove', { params: { name, version: String(version) }, body: { reason } });
        onDone();
      }}
    />
  );
}

function BundleTable({
  bundles,
  onRemove,
}: {
  readonly bundles: readonly BundleView[];
  readonly onRemove: ((bundle: BundleView) => void) | null;
}) {
  const { t, language } = useBundleTexts();
  const heads = ['bundle', 'holds', 'signer', 'installed', 'usedBy', 'action'] as const;
  return (
    <ListTable look="text" columns={heads.map((head) => ({ text: t(`col.${head}`), isUnseen: head === 'action' }))}>
      {bundles.map((bundle) => (
        <tr key={`${bundle.name}@${bundle.version}`} data-bundle={`${bundle.name}@${bundle.version}`}>
          <ListCell label={t('col.bundle')}>
            <span className={classes['two']}>
              <span className={classes['tags']}>
                <b>{bundle.title[language]}</b>
                <span className="num">{t('version', { version: bundle.version })}</span>
                {!bundle.isLatest && <Tag tone="neutral">{t('superseded')}</Tag>}
                {bundle.isRevoked && <Tag tone="danger">{t('revoked')}</Tag>}
              </span>
              <small>{bundle.isRevoked ? t('revokedDetail') : bundle.description[language]}</small>
            </span>
          </ListCell>
          <ListCell label={t('col.holds')}>
            <Held bundle={bundle} />
          </ListCell>
          <ListCell label={t('col.signer')}>
            <span title={bundle.kid}>{bundle.keyName}</span>
          </ListCell>
          <ListCell label={t('col.installed')}>
            <span className={classes['two']}>
              <span className="num">{formatDateTime(bundle.installedAt)}</span>
              <small>{bundle.installedBy.name}</small>
            </span>
          </ListCell>
          <ListCell label={t('col.usedBy')}>
            {bundle.usedBy.length === 0 ? (
              <span className={classes['small']}>{t('unused')}</span>
            ) : (
              <span className={classes['two']}>
                {bundle.usedBy.map(({ flow, version, title }) => (
                  <Link key={`${flow}@${version}`} to="/flows/$flow" params={{ flow }} search={{ version }}>
                    {title[language]} <span className="num">v{version}</span>
                  </Link>
                ))}
              </span>
            )}
          </ListCell>
          <ListCell label={t('col.action')}>
            {onRemove !== null && (
              <Button size="sm" kind="danger" offReason={usedReason(bundle)} onClick={() => onRemove(bundle)}>
                {t('remove')}
              </Button>
            )}
          </ListCell>
        </tr>
      ))}
    </ListTable>
  );

  function usedReason({ usedBy }: BundleView): string | null {
    if (usedBy.length === 0) return null;
    return t('removeUsed', { flows: usedBy.map(({ title, version }) => `${title[language]} v${version}`).join(', ') });
  }
}

function Held({ bundle: { components, scenarios } }: { readonly bundle: BundleView }) {
  const { t, language } = useBundleTexts();
  const parts = [
    { text: t('components', { count: components.length }), titles: components.map(({ title }) => title[language]) },
    { text: t('scenarios', { count: scenarios.length }), titles: scenarios.map(({ title }) => title[language]) },
  ].filter(({ titles }) => titles.length > 0);
  return parts.map(({ text, titles }) => (
    <span key={text} className={classes['two']}>
      <span>{text}</span>
      <small>{titles.join(language === 'en' ? ', ' : '、')}</small>
    </span>
  ));
}

function KeyPanel({
  keys,
  onRevoke,
}: {
  readonly keys: readonly BundleKeyView[];
  readonly onRevoke: ((key: BundleKeyView) => void) | null;
}) {
  const { t } = useBundleTexts();
  return (
    <Panel title={t('keys')} aside={<span className={classes['small']}>{t('keysLead')}</span>}>
      {keys.length === 0 ? (
        <StateView kind="empty" compact title={t('keysNone')} />
      ) : (
        <ListTable
          inPanel
          columns={[{ text: t('key.name') }, { text: t('key.kid') }, { text: t('key.trusted') }, { text: t('col.action'), isUnseen: true }]}
        >
          {keys.map((key) => (
            <tr key={key.kid} data-key={key.kid}>
              <ListCell label={t('key.name')}>
                <span className={classes['tags']}>
                  {key.name}
                  {key.revokedAt !== null && <Tag tone="danger">{t('key.isRevoked')}</Tag>}
                </span>
              </ListCell>
              <ListCell label={t('key.kid')}>
                <span className={classes['kid']}>{key.kid}</span>
              </ListCell>
              <ListCell label={t('key.trusted')}>
                <span className={classes['two']}>
                  <span className="num">{formatDateTime(key.trustedAt)}</span>
                  <small>{key.trustedBy.name}</small>
                </span>
              </ListCell>
              <ListCell label={t('col.action')}>
                {onRevoke !== null && key.revokedAt === null && (
                  <Button size="sm" kind="danger" onClick={() => onRevoke(key)}>
                    {t('key.revoke')}
                  </Button>
                )}
              </ListCell>
            </tr>
          ))}
        </ListTable>
      )}
    </Panel>
  );
}
