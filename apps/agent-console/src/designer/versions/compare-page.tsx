import { AppError, type FlowVersionView } from '@guichet/protocol';
import { Button, errorText, Skeleton, StateView, Tag } from '@guichet/ui';
import { IconArrowLeft, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import type { EdgeOverlay, NodeOverlay, Overlay } from '../canvas/overlay.ts';
import designer from '../designer.module.css';
import type { Chosen } from '../edit/commands.ts';
import { compare, type FlowDifference } from '../edit/diff.ts';
import { type Draft, edgeIds, nodeOf, readDraft, titleOf } from '../edit/draft.ts';
import { placed } from '../edit/layout.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { Differences } from './differences.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { SendBackDialog } from './send-back-dialog.tsx';
import classes from './versions.module.css';
import { VersionTag } from './version-tag.tsx';

interface ComparePageProps {
  readonly flow: string;
  readonly from: number;
  readonly to: number;
  readonly versions: readonly FlowVersionView[];
  readonly after: Draft;
}

/** Two versions of a flow on one canvas, what differs listed beside it; for whoever approves it, what they decide. */
export function ComparePage(props: ComparePageProps) {
  const { t } = useTexts();
  const { t: d, language } = useDesignerTexts();
  const { http } = useServices();
  const { flow, from, to, after } = props;
  const before = useQuery({
    queryKey: ['flow-version', flow, from],
    queryFn: ({ signal }) => http.request('flows.read', { params: { flow, version: String(from) }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: from !== to,
  });
  // A first version is compared with nothing: all of it is new.
  const read = before.data === undefined ? null : readDraft(before.data.definition);
  const earlier = useMemo(() => {
    if (from === to) return { ...after, nodes: [], edges: [], places: {}, comments: [] };
    return read?.ok === true ? placed(read.draft) : null;
    // The definition of a version never changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [before.data, from, to, after]);
  if (before.error !== null)
    return (
      <StateView
        kind="error"
        title={d('page.loadFailed')}
        detail={errorText(AppError.from(before.error), language)}
        action={<Button onClick={() => void before.refetch()}>{t('app.retry')}</Button>}
      />
    );
  if (earlier === null) return <Skeleton rows={6} />;
  return (
    <ReactFlowProvider>
      <Comparison {...props} before={earlier} />
    </ReactFlowProvider>
  );
}

function overlayOf({ nodes, edges, union }: FlowDifference): Overlay {
  const over = new Map<string, NodeOverlay>();
  for (const { id, change, differences } of nodes) {
    if (change === 'same') continue;
    over.set(id, { tone: change, badge: change === 'added' ? '+' : change === 'removed' ? '–' : String(differences.length) });
  }
  const ids = edgeIds(union.edges);
  const overEdges = new Map<string, EdgeOverlay>();
  edges.forEach(({ change }, i) => {
    if (change !== 'same') overEdges.set(ids[i] ?? '', { tone: change });
  });
  return { nodes: over, edges: overEdges };
}

const NOTHING: Chosen = { nodes: new Set(), edges: new Set(), comments: new Set() };

function Comparison({ flow, from, to, versions, before, after }: ComparePageProps & { readonly before: Draft }) {
  const { t, language } = useDesignerTexts();
  const staff = useSignedIn();
  const canvas = useReactFlow();
  const difference = useMemo(() => compare(before, placed(after)), [before, after]);
  const overlay = useMemo(() => overlayOf(difference), [difference]);
  const [chosen, setChosen] = useState<Chosen>(NOTHING);
  const [deciding, setDeciding] = useState<'publish' | 'back' | null>(null);
  const version = versions.find((each) => each.version === to);
  const isOwn = version?.authorId !== null && version?.authorId === staff?.staffId;
  const mayDecide = version?.status === 'in_review' && staff !== null && hasRole(staff, 'designer', 'admin');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const backToFlow = () => {
    void queries.invalidateQueries();
    void navigate({ to: '/flows/$flow', params: { flow }, search: {} });
  };
  const show = (id: string) => {
    const place = difference.union.places[id];
    setChosen({ ...NOTHING, nodes: new Set([id]) });
    if (place !== undefined) void canvas.setCenter(place.x + 104, place.y + 24, { zoom: 0.9, duration: 220 });
  };
  const count =
    difference.nodes.filter(({ change }) => change !== 'same').length + difference.edges.filter(({ change }) => change !== 'same').length;
  return (
    <div className={designer['designer']} data-compare-page>
      <header className={designer['bar']}>
        <Link to="/flows/$flow" params={{ flow }} search={{}} aria-label={t('bar.backToFlow')} className={designer['back'] ?? ''}>
          <IconArrowLeft size={20} stroke={1.6} aria-hidden />
        </Link>
        <h1>{after.title[language]}</h1>
        <small>{from === to ? t('compare.first', { to }) : t('compare.title', { from, to })}</small>
        {version !== undefined && <VersionTag status={version.status} />}
        <span className={designer['grow']} />
        {mayDecide && (
          <>
            <Button onClick={() => setDeciding('back')}>{t('review.sendBack')}</Button>
            <Button kind="primary" offReason={isOwn ? t('review.own') : null} onClick={() => setDeciding('publish')}>
              {t('review.publish')}
            </Button>
          </>
        )}
      </header>
      <div className={classes['compared']}>
        <FlowCanvas
          draft={difference.union}
          chosen={chosen}
          active={null}
          overlay={overlay}
          actions={null}
          onChoose={(next) => setChosen({ ...NOTHING, ...next })}
        />
      </div>
      <aside className={classes['changes']} aria-label={t('compare.changes')}>
        <header>
          <h2>{t('compare.changes')}</h2>
          <Tag>{count}</Tag>
        </header>
        <ChangeList difference={difference} before={before} onShow={show} />
      </aside>
      {deciding === 'publish' && version !== undefined && (
        <PublishDialog
          flow={flow}
          version={version}
          isFirst={versions.every(({ publishedAt }) => publishedAt === null)}
          onClose={() => setDeciding(null)}
        />
      )}
      {deciding === 'back' && version !== undefined && (
        <SendBackDialog flow={flow} version={version.version} onClose={() => setDeciding(null)} onDone={backToFlow} />
      )}
    </div>
  );
}

const ICONS = { added: IconPlus, removed: IconMinus, changed: IconPencil } as const;

function ChangeList({
  difference,
  before,
  onShow,
}: {
  readonly difference: FlowDifference;
  readonly before: Draft;
  readonly onShow: (id: string) => void;
}) {
  const { t, language } = useDesignerTexts();
  const titleAt = (id: string): string => {
    const node = nodeOf(difference.union, id) ?? nodeOf(before, id);
    return node === undefined ? id : titleOf(node)[language];
  };
  const nodes = difference.nodes.filter(({ change }) => change !== 'same');
  const edges = difference.edges.filter(({ change }) => change !== 'same');
  if (nodes.length + edges.length + difference.flow.length === 0) return <p className={classes['none']}>{t('compare.none')}</p>;
  return (
    <ul className={classes['changeList']}>
      {nodes.map(({ id, change, node, differences }) => {
        const Icon = ICONS[change as keyof typeof ICONS];
        return (
          <li key={id} data-change={change}>
            <button type="button" onClick={() => onShow(id)}>
              <Icon size={16} stroke={1.75} aria-hidden />
              <b>{titleOf(node)[language]}</b>
              <small>{t(`tone.${change as 'added'}`)}</small>
            </button>
            <Differences differences={differences} />
          </li>
        );
      })}
      {edges.map(({ id, change, edge, differences }) => {
        const Icon = ICONS[change as keyof typeof ICONS];
        return (
          <li key={`${change} ${id}`} data-change={change}>
            <button type="button" onClick={() => onShow(edge.to)}>
              <Icon size={16} stroke={1.75} aria-hidden />
              <span>{t('edge.said', { from: titleAt(edge.from.node), port: t.orName('port', edge.from.port), to: titleAt(edge.to) })}</span>
              <small>{t(`tone.${change as 'added'}`)}</small>
            </button>
            <Differences differences={differences} />
          </li>
        );
      })}
      {difference.flow.length > 0 && (
        <li data-change="changed">
          <p>
            <IconPencil size={16} stroke={1.75} aria-hidden />
            <b>{t('compare.flow')}</b>
          </p>
          <Differences differences={difference.flow} />
        </li>
      )}
    </ul>
  );
}
