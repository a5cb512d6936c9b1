import type { RecordingDetail, Timeline } from '@guichet/protocol';
import { classNames, formatTimecode, formatWait } from '@guichet/ui';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { gapAt } from '../replay/channels.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import { rulerTicks } from '../replay/ruler.ts';
import { FindingBands, useLanes } from './lanes.tsx';
import classes from './lanes.module.css';
import { Peek } from './peek.tsx';
import { following, momentAt, moved, percentIn, placeIn, type ViewSpan, zoomed } from './view-span.ts';

const WHEEL_FACTOR = 1.2;

interface TimelinePanelProps {
  readonly recording: RecordingDetail;
  readonly timeline: Timeline;
  readonly player: ReplayPlayer;
  readonly view: ViewSpan;
  readonly onView: (view: ViewSpan) => void;
  readonly chosenRule: string | null;
}

/** All lanes on one scale with one playhead. The ruler is the slider; pressing anywhere leads there. */
export function TimelinePanel({ recording, timeline, player, view, onView, chosenRule }: TimelinePanelProps) {
  const { t } = useTexts();
  // Whole seconds: lanes say what is now, and need not be drawn anew for every picture.
  const positionMs = useWholeSecond(player);
  const lanes = useLanes({ recording, timeline, view, positionMs, onGo: (atMs) => player.seek(atMs) });
  const surface = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  /** Where a span began that is to be played again and again. */
  const loopsFrom = useRef<number | null>(null);
  const { lengthMs } = player;

  useEffect(() => {
    const { playing } = player.state.get();
    const next = following(view, player.position.get(), lengthMs);
    if (playing && next !== view) onView(next);
  }, [positionMs, player, view, onView, lengthMs]);

  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const span = view.untilMs - view.fromMs;
      if (event.ctrlKey) {
        const around = momentAt(view, (event.clientX - box.left) / box.width);
        onView(zoomed(view, event.deltaY > 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR, around, lengthMs));
      } else onView(moved(view, (event.deltaX / box.width) * span, lengthMs));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [view, onView, lengthMs]);

  const momentOf = (event: PointerEvent): number => {
    const box = surface.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : momentAt(view, (event.clientX - box.left) / box.width);
  };
  const endDrag = (): void => {
    dragging.current = false;
    loopsFrom.current = null;
  };
  const ticks = rulerTicks(view.untilMs - view.fromMs).map((step) => step + view.fromMs);
  return (
    <section className={classes['panel']} aria-label={t('timeline.title')}>
      <div className={classes['grid']}>
        <div className={classes['labels']}>
          <div className={classes['label']} style={{ height: 26 }} />
          {lanes.map(({ key, label, icon: Icon, height }) => (
            <div key={key} className={classNames(classes['label'], classes[height])} title={label}>
              <Icon size={16} stroke={1.75} aria-hidden />
              <span>{label}</span>
            </div>
          ))}
        </div>
        <div
          ref={surface}
          className={classes['surface']}
          onPointerDown={(event) => {
            if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            if (event.shiftKey) {
              loopsFrom.current = momentOf(event);
              return;
            }
            dragging.current = true;
            player.seek(momentOf(event));
          }}
          onPointerMove={(event) => {
            if (dragging.current) player.seek(momentOf(event));
            if (loopsFrom.current !== null) player.setLoop({ fromMs: loopsFrom.current, untilMs: momentOf(event) });
          }}
          onPointerUp={endDrag}
          onPointerCancel={endDrag}
        >
          {ticks.map((atMs) => (
            <span key={atMs} className={classes['gridline']} style={{ insetInlineStart: `${percentIn(view, atMs)}%` }} aria-hidden />
          ))}
          <FindingBands findings={timeline.findings ?? []} chosen={chosenRule} view={view} />
          <LoopBand player={player} view={view} />
          <Ruler recording={recording} player={player} view={view} ticks={ticks} />
          {lanes.map(({ key, height, content }) => (
            <div key={key} className={classNames(classes['lane'], classes[height])} data-lane={key}>
              {content}
            </div>
          ))}
          <Playhead player={player} view={view} />
        </div>
      </div>
      <Peek recordingId={recording.recordingId} timeline={timeline} view={view} surface={surface} />
    </section>
  );
}

function useWholeSecond(player: ReplayPlayer): number {
  const [second, setSecond] = useState(() => Math.floor(player.position.get() / 1_000));
  useEffect(() => player.position.subscribe(() => setSecond(Math.floor(player.position.get() / 1_000))), [player]);
  return second * 1_000;
}

interface RulerProps {
  readonly recording: RecordingDetail;
  readonly player: ReplayPlayer;
  readonly view: ViewSpan;
  readonly ticks: readonly number[];
}

function Ruler({ recording, player, view, ticks }: RulerProps) {
  const { t } = useTexts();
  const position = useStore(player.position);
  const values = { position: formatTimecode(position), duration: formatTimecode(player.lengthMs) };
  const gap = gapAt(recording.gaps, position);
  return (
    <div
      className={classes['ruler']}
      role="slider"
      tabIndex={0}
      aria-label={t('replay.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(player.lengthMs / 1000)}
      aria-valuenow={Math.round(position / 1000)}
      aria-valuetext={
        gap === null ? t('replay.positionText', values) : t('replay.positionGap', { ...values, trouble: t(`trouble.${gap.trouble}`) })
      }
    >
      {ticks.map((atMs) => (
        <span key={atMs} className={classes['tick']} style={{ insetInlineStart: `${percentIn(view, atMs)}%` }}>
          {formatWait(atMs)}
        </span>
      ))}
    </div>
  );
}

function Playhead({ player, view }: { readonly player: ReplayPlayer; readonly view: ViewSpan }) {
  const position = useStore(player.position);
  const left = percentIn(view, position);
  if (left < 0 || left > 100) return null;
  return (
    <span className={classes['playhead']} style={{ insetInlineStart: `${left}%` }} data-playhead>
      <span className={classNames(classes['flag'], left < 3 && classes['flagAtStart'], left > 97 && classes['flagAtEnd'])}>
        {formatWait(position)}
      </span>
    </span>
  );
}

function LoopBand({ player, view }: { readonly player: ReplayPlayer; readonly view: ViewSpan }) {
  const { loop } = useStore(player.state);
  const place = loop === null ? null : placeIn(view, loop.fromMs, loop.untilMs);
  return place === null ? null : <span className={classes['loop']} style={place} data-loop aria-hidden />;
}
