import type { FlowVersionView, StaffView } from '@guichet/protocol';
import { Button, formatTimeOfDay } from '@guichet/ui';
import { IconArchive, IconArrowsDiff, IconHistory, IconMapPin, IconPencil, IconRotateClockwise } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { HttpReply } from '../../app/http-client.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { AdjustDialog } from './adjust-dialog.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { PositionsDialog } from './positions-dialog.tsx';
import { ReplaysDialog } from './replays-dialog.tsx';
import { RetireDialog } from './retire-dialog.tsx';
import { RollBackDialog } from './roll-back-dialog.tsx';
import { SendBackDialog } from './send-back-dialog.tsx';
import classes from './versions.module.css';
import { VersionTag } from './version-tag.tsx';

interface VersionStripProps {
  readonly flow: string;
  readonly staff: StaffView;
  readonly versions: readonly FlowVersionView[];
  /** The version on the canvas. */
  readonly shown: FlowVersionView | null;
  readonly onChanged: () => void;
}

export type RolloutFigures = HttpReply<'flows.figures'>['rollouts'][number];

const REFRESH_MS = 10_000;

export const figuresKey = (flow: string) => ['flow-figures', flow] as const;

/** What became of a flow's versions: the draft, what is looked at by a second person, what is in force and for how many. */
export function VersionStrip({ flow, staff, versions, shown, onChanged }: VersionStripProps) {
  const { t } = useDesignerTexts();
  const { http } = useServices();
  const [open, setOpen] = useState<'history' | 'rollback' | 'adjust' | 'positions' | 'replays' | 'back' | 'retire' | null>(null);
  const figures = useQuery({
    queryKey: figuresKey(flow),
    queryFn: ({ signal }) => http.request('flows.figures', { params: { flow }, signal }),
    enabled: versions.length > 0,
    refetchInterval: REFRESH_MS,
  });
  const isDesigner = hasRole(staff, 'designer', 'admin');
  const next = versions.find(({ status }) => status === 'draft' || status === 'validated' || status === 'in_review');
  const published = versions.filter(({ status }) => status === 'published');
  const [newest, before] = published;
  const running = figures.data?.rollouts.find(({ status }) => status === 'running') ?? null;
  const base = shown === null ? undefined : versions.find(({ version, publishedAt }) => publishedAt !== null && version < shown.version);
  const close = () => setOpen(null);
  const changed = () => {
    close();
    void figures.refetch();
    onChanged();
  };
  return (
    <div className={classes['strip']} data-strip>
      <ol className="num">
        {versions.length === 0 && (
          <li>
            <VersionTag status="draft" />
            <span>{t('strip.first')}</span>
          </li>
        )}
        {next !== undefined && (
          <li aria-current={shown?.version === next.version || undefined}>
            <VersionTag status={next.status} />
            <b>v{next.version}</b>
            <span>
              {t(next.status === 'in_review' ? 'strip.submitted' : 'strip.drafted', {
                name: next.authorName ?? '–',
                time: formatTimeOfDay(next.changedAt).slice(0, 5),
              })}
            </span>
          </li>
        )}
        {newest !== undefined && (
          <li aria-current={shown?.version === newest.version || undefined}>
            <VersionTag status="published" />
            <b>v{newest.version}</b>
            {running !== null && running.version === newest.version && running.baseVersion !== null ? (
              <RolloutMeter rollout={running} />
            ) : (
              <span>{t('strip.forAll')}</span>
            )}
          </li>
        )}
      </ol>
      <span className={classes['grow']} />
      {isDesigner && shown !== null && shown.status === 'in_review' && shown.version === next?.version && (
        <Button kind="quiet" size="sm" icon={<IconPencil size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen('back')}>
          {t('strip.reopen')}
        </Button>
      )}
      {shown !== null && base !== undefined && (
        <Link
          className={classes['link'] ?? ''}
          to="/flows/$flow"
          params={{ flow }}
          search={{ version: shown.version, compare: base.version }}
          data-compare
        >
          <IconArrowsDiff size={16} stroke={1.75} aria-hidden />
          {shown.status === 'in_review' ? t('strip.review') : t('strip.compare', { version: base.version })}
        </Link>
      )}
      {shown !== null && shown.status === 'in_review' && base === undefined && (
        <Link
          className={classes['link'] ?? ''}
          to="/flows/$flow"
          params={{ flow }}
          search={{ version: shown.version, compare: shown.version }}
          data-compare
        >
          <IconArrowsDiff size={16} stroke={1.75} aria-hidden />
          {t('strip.review')}
        </Link>
      )}
      {versions.length > 0 && (
        <Button kind="quiet" size="sm" icon={<IconMapPin size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen('positions')}>
          {t('strip.positions')}
        </Button>
      )}
      {isDesigner && shown !== null && versions.some(({ publishedAt }) => publishedAt !== null) && (
        <Button
          kind="quiet"
          size="sm"
          icon={<IconRotateClockwise size={16} stroke={1.75} aria-hidden />}
          onClick={() => setOpen('replays')}
        >
          {t('strip.replays')}
        </Button>
      )}
      {versions.length > 0 && (
        <Button kind="quiet" size="sm" icon={<IconHistory size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen('history')}>
          {t('strip.history')}
        </Button>
      )}
      {isDesigner && running !== null && running.baseVersion !== null && (
        <Button size="sm" onClick={() => setOpen('adjust')}>
          {t('strip.adjust')}
        </Button>
      )}
      {isDesigner && shown !== null && shown.status === 'published' && running === null && (
        <Button kind="quiet" size="sm" icon={<IconArchive size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen('retire')}>
          {t('strip.retire')}
        </Button>
      )}
      {isDesigner && newest !== undefined && before !== undefined && (
        <Button size="sm" kind="danger" onClick={() => setOpen('rollback')}>
          {t('strip.rollBack')}
        </Button>
      )}
      {open === 'back' && shown !== null && <SendBackDialog flow={flow} version={shown.version} onClose={close} onDone={changed} />}
      {open === 'retire' && shown !== null && <RetireDialog flow={flow} version={shown.version} onClose={close} onDone={changed} />}
      {open === 'history' && <HistoryDialog flow={flow} onClose={close} />}
      {open === 'positions' && <PositionsDialog flow={flow} versions={versions} onClose={close} />}
      {open === 'replays' && shown !== null && <ReplaysDialog flow={flow} shown={shown} versions={versions} onClose={close} />}
      {open === 'adjust' && running !== null && <AdjustDialog flow={flow} rollout={running} onClose={close} onDone={changed} />}
      {open === 'rollback' && newest !== undefined && before !== undefined && (
        <RollBackDialog flow={flow} version={newest.version} before={before.version} onClose={close} onDone={changed} />
      )}
    </div>
  );
}

/** For how many of the sessions the new version is, and how many of its runs failed. */
export function RolloutMeter({ rollout }: { readonly rollout: RolloutFigures }) {
  const { t } = useDesignerTexts();
  const { plan, version, baseVersion, onVersion } = rollout;
  const { percent } = plan;
  const scoped = plan.scope.skills.length + plan.scope.branches.length + plan.scope.serviceTypeIds.length > 0;
  return (
    <>
      <span>{percent} %</span>
      <span
        className={classes['meter']}
        role="img"
        aria-label={t('strip.meter', { version, percent, before: baseVersion ?? '–', rest: 100 - percent })}
        data-rollout={percent}
      >
        <i style={{ flexGrow: percent }} />
        <i style={{ flexGrow: 100 - percent }} />
      </span>
      <span>
        v{baseVersion} {100 - percent} %{scoped ? ` · ${t('strip.scoped')}` : ''}
      </span>
      <span title={t('strip.failedTitle')}>{t('strip.failed', { failed: onVersion.failed, finished: onVersion.finished })}</span>
    </>
  );
}
