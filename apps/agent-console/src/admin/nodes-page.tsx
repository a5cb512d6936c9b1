import type { NodeId } from '@guichet/protocol';
import { Button, Dot, formatAge, formatPercent, formatSize, StateView, Tag, type Tone, useNow } from '@guichet/ui';
import { IconArchive, IconCheck, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { HttpReply } from '../app/http-client.ts';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { Listing } from './listing.tsx';
import { NodeDialog } from './node-dialog.tsx';
import marks from './nodes-page.module.css';

export type NodeRow = HttpReply<'nodes.list'>['nodes'][number];

const STATUS: Readonly<Record<NodeRow['status'], { tone: Tone; icon: ReactNode }>> = {
  pending: { tone: 'warn', icon: <IconHourglass aria-hidden /> },
  approved: { tone: 'ok', icon: <IconCheck aria-hidden /> },
  retired: { tone: 'neutral', icon: <IconArchive aria-hidden /> },
};

const REFRESH_MS = 5_000;

export function NodesPage() {
  const { t } = useTexts();
  useTitle(t('nodes.title'));
  const { http } = useServices();
  const nodes = useQuery({
    queryKey: ['nodes'],
    queryFn: ({ signal }) => http.request('nodes.list', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const [asking, setAsking] = useState<{ nodeId: NodeId; action: 'approve' | 'retire' } | null>(null);
  const asked = nodes.data?.nodes.find((node) => node.nodeId === asking?.nodeId) ?? null;

  return (
    <>
      <PageHeader title={t('nodes.title')} />
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('nodes.lead')}</p>
        <Listing query={nodes} failed={{ title: t('nodes.loadFailed'), detail: t('nodes.loadFailedDetail') }}>
          {({ nodes: known }) =>
            known.length === 0 ? (
              <StateView kind="empty" title={t('nodes.empty')} detail={t('nodes.emptyDetail')} />
            ) : (
              <NodeTable nodes={known} onAsk={(nodeId, action) => setAsking({ nodeId, action })} />
            )
          }
        </Listing>
      </div>
      <NodeDialog node={asked} action={asking?.action ?? 'approve'} onClose={() => setAsking(null)} />
    </>
  );
}

interface NodeTableProps {
  readonly nodes: readonly NodeRow[];
  readonly onAsk: (nodeId: NodeId, action: 'approve' | 'retire') => void;
}

function NodeTable({ nodes, onAsk }: NodeTableProps) {
  const { t } = useTexts();
  return (
    <div className={classes['table']} tabIndex={0} role="group" aria-label={t('nodes.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('nodes.col.node')}</th>
            <th scope="col">{t('nodes.col.zone')}</th>
            <th scope="col">{t('nodes.col.status')}</th>
            <th scope="col" title={t('nodes.loadTitle')}>
              {t('nodes.col.load')}
            </th>
            <th scope="col">{t('nodes.col.disk')}</th>
            <th scope="col">{t('nodes.col.seen')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('nodes.col.action')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <Row key={node.nodeId} node={node} onAsk={onAsk} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ node, onAsk }: { readonly node: NodeRow; readonly onAsk: NodeTableProps['onAsk'] }) {
  const { t } = useTexts();
  const { clock } = useServices();
  const [serverNow] = useState(() => () => clock.nowMs());
  const now = useNow(1_000, serverNow);
  const { load, lastSeenAt } = node;
  return (
    <tr>
      <td data-label={t('nodes.col.node')}>
        <span className={classes['two']}>
          <code className={marks['id']} title={node.nodeId}>
            {node.nodeId}
          </code>
          <small>
            {node.signallingUrl ?? ''}
            {node.signallingUrl !== null && node.version !== null ? ' · ' : ''}
            {node.version === null ? '' : t('nodes.version', { version: node.version })}
          </small>
        </span>
      </td>
      <td data-label={t('nodes.col.zone')}>{node.zone}</td>
      <td data-label={t('nodes.col.status')}>
        <span className={marks['states']}>
          <Tag tone={STATUS[node.status].tone} icon={STATUS[node.status].icon}>
            {t(`nodes.status.${node.status}`)}
          </Tag>
          {node.status === 'approved' && (
            <span className={marks['link']}>
              <Dot tone={node.connected ? 'ok' : 'danger'} />
              {t(node.connected ? 'nodes.connected' : 'nodes.away')}
            </span>
          )}
        </span>
      </td>
      <td data-label={t('nodes.col.load')}>
        {load === null ? '–' : t('nodes.load', { rooms: load.rooms, peers: load.peers, cpu: formatPercent(load.busiestWorkerRatio) })}
      </td>
      <td data-label={t('nodes.col.disk')}>{load?.freeDiskBytes == null ? '–' : formatSize(load.freeDiskBytes)}</td>
      <td data-label={t('nodes.col.seen')}>
        {lastSeenAt === null ? t('time.never') : t('time.ago', { age: formatAge(now - lastSeenAt) })}
      </td>
      <td>
        <span className={classes['actions']}>
          {node.status === 'pending' && (
            <Button size="sm" kind="primary" onClick={() => onAsk(node.nodeId, 'approve')}>
              {t('nodes.approve')}
            </Button>
          )}
          {node.status === 'approved' && (
            <Button size="sm" kind="danger" onClick={() => onAsk(node.nodeId, 'retire')}>
              {t('nodes.retire')}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}
