import { AppError, type FlowVersionView, type InstalledScenarioView } from '@guichet/protocol';
import { Button, errorText, formatDateTime, StateView } from '@guichet/ui';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { Listing } from '../../admin/listing.tsx';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import type { HttpReply } from '../../app/http-client.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { ListCell, ListTable } from '../../review/parts/list-table.tsx';
import { LocalCopies } from '../drafts/local-copies.ts';
import type { Draft } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { VersionTag } from '../versions/version-tag.tsx';
import classes from './flows.module.css';
import { readFlowFile } from './json-files.ts';
import { saveWithTests } from './save-with-tests.ts';
import { NewFlowDialog } from './new-flow-dialog.tsx';

type ListedFlow = HttpReply<'flows.list'>['flows'][number];

const REFRESH_MS = 15_000;

export function FlowsPage() {
  const { t, language } = useDesignerTexts();
  const { http, toasts } = useServices();
  const navigate = useNavigate();
  const staff = useSignedIn();
  useTitle(t('flows.title'));
  const list = useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => http.request('flows.list', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const [making, setMaking] = useState<{ readonly imported: Draft | null } | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const copies = useMemo(() => (staff === null ? null : new LocalCopies(staff.staffId)), [staff]);
  const mayEdit = staff !== null && hasRole(staff, 'designer', 'admin');
  const flows = list.data?.flows ?? [];
  const begun = copies?.flows.filter((key) => flows.every((flow) => flow.key !== key)) ?? [];

  const read = async (chosen: File) => {
    const result = await readFlowFile(chosen);
    if (result.kind === 'draft') setMaking({ imported: result.draft });
    else
      toasts.show(
        'danger',
        result.kind === 'problems' ? (result.problems[0]?.message[language] ?? t('import.not_json')) : t(`import.${result.kind}`),
      );
  };
  const make = async (draft: Draft, tests: InstalledScenarioView['tests']) => {
    try {
      if (tests.length === 0) copies?.write(draft.key, { draft, baseHash: null, at: Date.now() });
      else await saveWithTests(http, draft, tests);
      await navigate({ to: '/flows/$flow', params: { flow: draft.key } });
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    }
  };
  return (
    <>
      <PageHeader title={t('flows.title')}>
        {mayEdit && (
          <>
            <input
              ref={file}
              type="file"
              accept="application/json,.json"
              hidden
              data-import
              onChange={(event) => {
                const chosen = event.currentTarget.files?.[0];
                event.currentTarget.value = '';
                if (chosen !== undefined) void read(chosen);
              }}
            />
            <Button icon={<IconUpload size={16} stroke={1.75} aria-hidden />} onClick={() => file.current?.click()}>
              {t('flows.import')}
            </Button>
            <Button
              kind="primary"
              icon={<IconPlus size={16} stroke={1.75} aria-hidden />}
              onClick={() => setMaking({ imported: null })}
              data-new
            >
              {t('flows.new')}
            </Button>
          </>
        )}
      </PageHeader>
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('flows.lead')}</p>
        <Listing query={list} failed={{ title: t('flows.loadFailed'), detail: t('flows.loadFailedDetail') }}>
          {() =>
            flows.length + begun.length === 0 ? (
              <StateView kind="empty" title={t('flows.empty')} detail={t('flows.emptyDetail')} />
            ) : (
              <ListTable
                columns={[
                  { text: t('flows.col.flow') },
                  { text: t('flows.col.inForce') },
                  { text: t('flows.col.next') },
                  { text: t('flows.col.changed') },
                  { text: t('flows.col.services'), isNumber: true },
                  { text: t('flows.col.running'), isNumber: true },
                ]}
              >
                {begun.map((key) => (
                  <tr key={key}>
                    <ListCell label={t('flows.col.flow')}>
                      <Link className={classes['name'] ?? ''} to="/flows/$flow" params={{ flow: key }}>
                        {copies?.read(key)?.draft.title[language] ?? key}
                      </Link>
                      <small className="mono">{key}</small>
                    </ListCell>
                    <ListCell label={t('flows.col.inForce')}>–</ListCell>
                    <ListCell label={t('flows.col.next')}>{t('flows.onlyHere')}</ListCell>
                    <ListCell label={t('flows.col.changed')}>{staff?.displayName}</ListCell>
                    <ListCell label={t('flows.col.services')} isNumber>
                      0
                    </ListCell>
                    <ListCell label={t('flows.col.running')} isNumber>
                      0
                    </ListCell>
                  </tr>
                ))}
                {flows.map((flow) => (
                  <FlowRow key={flow.key} flow={flow} />
                ))}
              </ListTable>
            )
          }
        </Listing>
      </div>
      {making !== null && copies !== null && (
        <NewFlowDialog
          imported={making.imported}
          taken={[...flows.map(({ key }) => key), ...begun]}
          onClose={() => setMaking(null)}
          onMake={(draft, tests) => void make(draft, tests)}
        />
      )}
    </>
  );
}

/** What is published and newest first: in force; what comes before it is what comes next. */
function FlowRow({ flow }: { readonly flow: ListedFlow }) {
  const { t, language } = useDesignerTexts();
  const { key, versions, serviceTypeIds } = flow;
  const [latest] = versions;
  const inForce = versions.filter((version) => version.inForce);
  const next = versions.find(({ status }) => status === 'draft' || status === 'validated' || status === 'in_review');
  const running = versions.reduce((sum, { openRuns }) => sum + openRuns, 0);
  if (latest === undefined) return null;
  return (
    <tr>
      <ListCell label={t('flows.col.flow')}>
        <Link className={classes['name'] ?? ''} to="/flows/$flow" params={{ flow: key }}>
          {latest.title[language]}
        </Link>
        <small className="mono">{key}</small>
      </ListCell>
      <ListCell label={t('flows.col.inForce')}>
        <span className={classes['tags']}>
          {inForce.length === 0 ? t('flows.none') : inForce.map((version) => <Numbered key={version.version} version={version} />)}
        </span>
      </ListCell>
      <ListCell label={t('flows.col.next')}>{next === undefined ? '–' : <Numbered version={next} />}</ListCell>
      <ListCell label={t('flows.col.changed')}>
        <span className={classes['two']}>
          <span>{latest.authorName ?? t('flows.shipped')}</span>
          <small>{formatDateTime(latest.changedAt)}</small>
        </span>
      </ListCell>
      <ListCell label={t('flows.col.services')} isNumber>
        {serviceTypeIds.length}
      </ListCell>
      <ListCell label={t('flows.col.running')} isNumber>
        {running}
      </ListCell>
    </tr>
  );
}

function Numbered({ version }: { readonly version: FlowVersionView }) {
  return (
    <span className={classes['numbered']}>
      <b>v{version.version}</b>
      <VersionTag status={version.status} />
    </span>
  );
}
