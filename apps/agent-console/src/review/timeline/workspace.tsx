import type { RecordingDetail, RecordingId, Timeline } from '@guichet/protocol';
import { Skeleton } from '@guichet/ui';
import { Tabs } from '@mantine/core';
import { type ComponentType, useEffect, useMemo, useRef, useState } from 'react';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { useTexts } from '../../app/texts/use-texts.ts';
import { KeepPanel } from '../../retention/keep-panel.tsx';
import { lengthOf, channelsOf, nextGapMs } from '../replay/channels.ts';
import { ReplayPlayer } from '../replay/replay-player.ts';
import { RecordingFacts, Gaps } from '../replay/side.tsx';
import sideClasses from '../replay/side.module.css';
import { SessionEvents } from '../replay/session-events.tsx';
import { Stage } from '../replay/stage.tsx';
import { usePlayerKeys } from '../replay/use-player-keys.ts';
import { bareTimeline } from './bare-timeline.ts';
import { ChecksPanel } from './checks-panel.tsx';
import { CustomerScreen } from './customer-screen.tsx';
import { FindPanel } from './find-panel.tsx';
import { nextFindingMs } from './findings.ts';
import { InspectionPanel } from './inspection-panel.tsx';
import { NotesPanel } from './notes-panel.tsx';
import { useReportedSeeks } from './report-seeks.ts';
import { TimelinePanel } from './timeline-panel.tsx';
import { withPictures } from './use-timeline.ts';
import { wholeOf, zoomed } from './view-span.ts';
import classes from './workspace.module.css';

const ZOOM = 2;

interface WorkspaceProps {
  readonly recording: RecordingDetail;
  /** Null: it could not be had, and the recording plays without it. */
  readonly timeline: Timeline | null;
  /** What whoever reviews decides, a tab of its own; it leads to moments by `onSeek`. */
  readonly review?: ComponentType<{ readonly recordingId: RecordingId; readonly onSeek: (atMs: number) => void }>;
}

/** Stage, lanes and findings of a recording that can be played, with one player between them. */
export function Workspace({ recording: plain, timeline, review: Review }: WorkspaceProps) {
  const { t } = useTexts();
  const staff = useSignedIn();
  const recording = useMemo(() => withPictures(plain, timeline ?? undefined), [plain, timeline]);
  const channels = useMemo(() => channelsOf(recording), [recording]);
  const lanes = useMemo(() => timeline ?? bareTimeline(plain), [timeline, plain]);
  const lengthMs = lengthOf(plain);
  const { recordingId } = plain;
  // One player for the recording, whatever is learnt of it meanwhile: nobody's place is lost when a picture becomes clear.
  const player = useMemo(() => new ReplayPlayer(lengthMs, undefined, recordingId), [lengthMs, recordingId]);
  useEffect(() => () => player.pause(), [player]);
  useReportedSeeks(player, recordingId);
  useEffect(
    () => player.setSpeech((timeline?.parties ?? []).flatMap(({ tracks }) => tracks.flatMap(({ speech }) => speech ?? []))),
    [player, timeline],
  );

  const stage = useRef<HTMLDivElement>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const [fullscreen, setFullscreen] = useState(false);
  const [captions, setCaptions] = useState(false);
  const [view, setView] = useState(() => wholeOf(lengthMs));
  const [chosenRule, setChosenRule] = useState<string | null>(askedRule);
  useEffect(() => {
    const atMs = askedMoment();
    if (atMs !== null) player.seek(atMs);
  }, [player]);
  const seesReview = staff !== null && timeline !== null && staff.roles.some((role) => ['supervisor', 'reviewer', 'admin'].includes(role));
  const [tab, setTab] = useState<string | null>(null);
  useEffect(() => {
    const follow = () => setFullscreen(document.fullscreenElement !== null && document.fullscreenElement === stage.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);

  const onFullscreen = () => {
    const change = document.fullscreenElement === null ? stage.current?.requestFullscreen() : document.exitFullscreen();
    // A browser may refuse; the page stays as it is and usable.
    change?.catch(() => undefined);
  };
  const onNextGap = () => {
    const next = nextGapMs(recording.gaps, player.position.get());
    if (next !== null) player.seek(next);
  };
  const onFinding = (direction: 1 | -1) => {
    const next = nextFindingMs(timeline?.findings ?? [], player.position.get(), direction);
    if (next !== null) player.seek(next);
  };
  const onZoom = (nearer: boolean) => setView((now) => zoomed(now, nearer ? 1 / ZOOM : ZOOM, player.position.get(), lengthMs));
  const onNote = () => {
    player.pause();
    setTab('notes');
    requestAnimationFrame(() => noteField.current?.focus());
  };
  usePlayerKeys({ player, onFullscreen, onNextGap, onFinding, onZoom, onNote, onCaptions: () => setCaptions((on) => !on) });
  const current = tab ?? (seesReview ? 'inspection' : 'log');

  return (
    <div className={classes['workspace']}>
      <div className={classes['main']}>
        <Stage
          recording={recording}
          timeline={timeline}
          channels={channels}
          player={player}
          viewer={`${staff?.displayName ?? ''} ${staff?.staffNumber ?? ''}`.trim()}
          stageRef={stage}
          fullscreen={fullscreen}
          captions={captions}
          onFullscreen={onFullscreen}
          onNextGap={recording.gaps.length === 0 ? null : onNextGap}
          onCaptions={timeline === null ? null : () => setCaptions(!captions)}
          onZoom={timeline === null ? null : onZoom}
          beside={timeline !== null && timeline.steps.length > 0 ? <CustomerScreen timeline={timeline} player={player} /> : null}
        />
        <TimelinePanel recording={recording} timeline={lanes} player={player} view={view} onView={setView} chosenRule={chosenRule} />
      </div>
      <aside className={classes['side']}>
        <Tabs value={current} onChange={setTab} keepMounted={false} className={classes['tabs'] ?? ''}>
          <Tabs.List className={classes['tabList'] ?? ''}>
            {seesReview && <Tabs.Tab value="inspection">{t('timeline.tab.inspection')}</Tabs.Tab>}
            {seesReview && Review !== undefined && <Tabs.Tab value="review">{t('timeline.tab.review')}</Tabs.Tab>}
            {seesReview && <Tabs.Tab value="notes">{t('timeline.tab.notes', { count: timeline?.notes.length ?? 0 })}</Tabs.Tab>}
            {seesReview && <Tabs.Tab value="find">{t('timeline.tab.find')}</Tabs.Tab>}
            {seesReview && <Tabs.Tab value="keep">{t('keep.tab')}</Tabs.Tab>}
            <Tabs.Tab value="log">{t('timeline.tab.log')}</Tabs.Tab>
          </Tabs.List>
          <div className={`${sideClasses['side']} ${classes['panels']}`}>
            {current === 'inspection' && timeline !== null && (
              <>
                <InspectionPanel
                  timeline={timeline}
                  player={player}
                  chosen={chosenRule}
                  onChoose={(rule) => setChosenRule(rule === chosenRule ? null : rule)}
                />
                <ChecksPanel timeline={timeline} player={player} />
              </>
            )}
            {current === 'review' && Review !== undefined && (
              <section>
                <Review recordingId={recordingId} onSeek={(atMs) => player.seek(atMs)} />
              </section>
            )}
            {current === 'notes' && timeline !== null && <NotesPanel timeline={timeline} player={player} field={noteField} />}
            {current === 'find' && <FindPanel recordingId={recordingId} player={player} />}
            {current === 'keep' && <KeepPanel recordingId={recordingId} />}
            {current === 'log' && (
              <>
                <RecordingFacts recording={recording} />
                <Gaps recording={recording} player={player} />
                <SessionEvents recording={recording} player={player} />
              </>
            )}
          </div>
        </Tabs>
      </aside>
    </div>
  );
}

/** Whoever comes from a list of findings is led to the moment: `?at=451200&rule=CN-B4`. */
const asked = (name: string): string | null => new URLSearchParams(window.location.search).get(name);
const askedRule = (): string | null => asked('rule');

function askedMoment(): number | null {
  const atMs = Number(asked('at') ?? Number.NaN);
  return Number.isFinite(atMs) && atMs >= 0 ? atMs : null;
}

/** While it is not known which pictures somebody gets, none is asked for. */
export function WorkspaceLoading() {
  return (
    <div className={classes['workspace']}>
      <div className={classes['main']}>
        <Skeleton rows={12} />
      </div>
    </div>
  );
}
