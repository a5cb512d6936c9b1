import { AppError, type FlowVersionView, type StaffView } from '@guichet/protocol';
import { Button, errorText, Skeleton, StateView } from '@guichet/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { Store } from '../app/store.ts';
import { hasRole } from '../app/staff-session.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { Designer } from './designer.tsx';
import { DraftBanners } from './drafts/draft-banners.tsx';
import { DraftEditor } from './drafts/draft-editor.ts';
import { DraftSaver } from './drafts/draft-saver.ts';
import { LocalCopies, type LocalCopy } from './drafts/local-copies.ts';
import { type Leave, usePresence } from './drafts/use-presence.ts';
import { type Draft, readDraft } from './edit/draft.ts';
import { placed } from './edit/layout.ts';
import { useDesignerTexts } from './texts/use-designer-texts.ts';
import { ComparePage } from './versions/compare-page.tsx';
import { VersionStrip } from './versions/version-strip.tsx';

interface FlowPageProps {
  readonly flow: string;
  /** A version to be looked at instead of the latest. */
  readonly version: number | null;
  /** Another one, with which it is compared. */
  readonly compare: number | null;
}

export function FlowPage({ flow, version, compare }: FlowPageProps) {
  const { t } = useTexts();
  const { t: d, language } = useDesignerTexts();
  const { http } = useServices();
  const staff = useSignedIn();
  const list = useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => http.request('flows.list', { signal }),
    // Which version is the latest is asked anew by whoever opens it.
    refetchOnMount: 'always',
  });
  const versions = list.data?.flows.find(({ key }) => key === flow)?.versions ?? [];
  const copies = useMemo(() => (staff === null ? null : new LocalCopies(staff.staffId)), [staff]);
  // What is opened stays open while its own saves make new versions; it is opened anew on purpose only.
  const [generation, setGeneration] = useState(0);
  const [opened, setOpened] = useState<{ readonly generation: number; readonly number: number | null; readonly isKnown: boolean } | null>(
    null,
  );
  const isFresh = list.isFetchedAfterMount && list.data !== undefined;
  if (isFresh && opened?.generation !== generation) {
    const latest = version ?? versions[0]?.version ?? null;
    // A new flow is kept here only, until it is saved for the first time.
    setOpened({ generation, number: latest, isKnown: latest !== null || copies?.read(flow) != null });
  }
  const number = opened?.number ?? null;
  const read = useQuery({
    queryKey: ['flow-opened', flow, number, opened?.generation],
    queryFn: ({ signal }) => http.request('flows.read', { params: { flow, version: String(number) }, signal }),
    enabled: number !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const reopen = async () => {
    await list.refetch();
    setGeneration((before) => before + 1);
  };
  const title = versions[0]?.title[language] ?? flow;
  useTitle(title);
  if (staff === null || copies === null) return null;
  const failed = list.error ?? read.error;
  if (failed !== null && read.data === undefined && copies.read(flow) === null) {
    return (
      <StateView
        kind="error"
        title={d('page.loadFailed')}
        detail={errorText(AppError.from(failed), language)}
        code={AppError.from(failed).code.toUpperCase()}
        action={<Button onClick={() => void (list.error === null ? read : list).refetch()}>{t('app.retry')}</Button>}
      />
    );
  }
  if (list.error === null && (opened === null || (number !== null && read.data === undefined))) return <Skeleton rows={6} />;
  if (opened?.isKnown === false) {
    return <StateView kind="empty" title={t('app.notFound')} detail={d('page.noFlow', { flow })} />;
  }
  const counterDraft = read.data === undefined ? null : readDraft(read.data.definition);
  if (counterDraft !== null && !counterDraft.ok) {
    return <StateView kind="error" title={d('page.unreadable')} detail={counterDraft.problems[0]?.message[language]} />;
  }
  if (compare !== null && counterDraft !== null && number !== null) {
    return <ComparePage flow={flow} from={compare} to={number} versions={versions} after={counterDraft.draft} />;
  }
  return (
    <ReactFlowProvider key={`${flow}@${version ?? 'latest'} ${generation}`}>
      <OpenFlow
        flow={flow}
        staff={staff}
        copies={copies}
        versions={versions}
        version={read.data?.version ?? null}
        isLatest={version === null || version === versions[0]?.version}
        draft={counterDraft?.draft ?? null}
        onReopen={() => void reopen()}
      />
    </ReactFlowProvider>
  );
}

interface OpenFlowProps {
  readonly flow: string;
  readonly staff: StaffView;
  readonly copies: LocalCopies;
  readonly versions: readonly FlowVersionView[];
  readonly version: FlowVersionView | null;
  readonly isLatest: boolean;
  readonly draft: Draft | null;
  /** Opens it anew, as the counter has it now. */
  readonly onReopen: () => void;
}

/** What is edited: the counter's latest, or what this computer has beyond it. */
function beginning(draft: Draft | null, version: FlowVersionView | null, copy: LocalCopy | null) {
  const counter = draft === null ? null : placed(draft);
  if (copy === null) return { shown: counter as Draft, counter, kept: null, isRestored: false };
  // What was kept here began from what stands now: it goes on. Else both are looked at first.
  const isFit = copy.baseHash === (version?.hash ?? null);
  if (isFit || counter === null) return { shown: placed(copy.draft), counter, kept: null, isRestored: true };
  return { shown: counter, counter, kept: copy, isRestored: false };
}

function OpenFlow({ flow, staff, copies, versions, version, isLatest, draft, onReopen }: OpenFlowProps) {
  const { t, language } = useDesignerTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const isDesigner = hasRole(staff, 'designer', 'admin');
  const isInReview = version?.status === 'in_review';
  const mayEdit = isDesigner && isLatest && !isInReview;
  const [leave] = useState<Leave>(() => new Store(() => Promise.resolve()));
  const lock = usePresence(flow, staff.staffId, mayEdit, leave);
  const [begun] = useState(() => beginning(draft, version, mayEdit ? copies.read(flow) : null));
  const [kept, setKept] = useState(begun.kept);
  const editor = useMemo(() => new DraftEditor(begun.shown), [begun]);
  const [latest, setLatest] = useState(version);
  const locked = !mayEdit || lock.held !== 'own' || kept !== null;
  editor.locked = locked;

  const saver = useMemo(
    () =>
      new DraftSaver({
        http,
        editor,
        copies,
        flow,
        page: lock.page,
        baseHash: version?.hash ?? null,
        saved: begun.isRestored ? null : begun.counter,
        savedAt: version?.changedAt ?? Date.now(),
        onSaved: (reply) => {
          setLatest(reply.version);
          void queries.invalidateQueries({ queryKey: ['flows'] });
        },
      }),
    // One for as long as the flow is open.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [editor],
  );
  useEffect(() => leave.set(() => saver.leave()), [leave, saver]);
  const isOwn = lock.held === 'own' && kept === null;
  useEffect(() => {
    if (!isOwn) return;
    saver.start();
    return () => saver.stop();
  }, [saver, isOwn]);
  useEffect(() => {
    if (begun.isRestored && version !== null) toasts.show('info', t('restore.done'));
    // Said once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  // Somebody else saved: whoever only looks sees it.
  const seen = lock.presence?.latest?.hash;
  useEffect(() => {
    if (!isLatest || lock.held === 'own' || lock.held === 'unknown' || seen === undefined || seen === latest?.hash) return;
    let isGone = false;
    void http
      .request('flows.read', { params: { flow, version: String(lock.presence?.latest?.version) } })
      .then(({ version: next, definition }) => {
        const read = readDraft(definition);
        if (isGone || !read.ok) return;
        // What was not saved before the lock was lost is looked at before anything is made of it.
        if (saver.hasUnsaved) setKept(copies.read(flow));
        editor.reset(placed(read.draft));
        saver.follow(read.draft, editor.draft, next.hash);
        setLatest(next);
        void queries.invalidateQueries({ queryKey: ['flows'] });
      })
      .catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [seen, isLatest, lock.held, lock.presence, latest?.hash, http, flow, editor, saver, queries, copies]);

  const shownVersion = latest ?? version;
  return (
    <Designer
      editor={editor}
      saver={mayEdit ? saver : null}
      locked={locked}
      mayProve={isDesigner}
      version={shownVersion?.status === 'published' || shownVersion?.status === 'retired' ? null : shownVersion}
      strip={<VersionStrip flow={flow} staff={staff} versions={versions} shown={shownVersion} onChanged={onReopen} />}
      banners={
        <DraftBanners
          staffId={staff.staffId}
          lock={lock}
          saver={saver}
          mayEdit={mayEdit}
          kept={kept}
          onKept={(choice) => {
            if (kept === null) return;
            if (choice === 'mine') {
              setKept(null);
              editor.locked = false;
              editor.change('changed', () => placed(kept.draft));
            } else {
              copies.remove(flow);
              setKept(null);
            }
          }}
          onTheirs={() => {
            saver.discard();
            onReopen();
          }}
        />
      }
      onSubmitted={() => {
        toasts.show('info', t('submit.next', { title: editor.draft.title[language] }));
        onReopen();
      }}
    />
  );
}
