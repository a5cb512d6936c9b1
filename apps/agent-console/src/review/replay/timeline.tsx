import type { RecordingDetail } from '@guichet/protocol';
import { classNames, formatClock, formatTimecode, formatWait } from '@guichet/ui';
import { IconMicrophone, IconScreenShare, IconVideo } from '@tabler/icons-react';
import { type PointerEvent, type ReactNode, useRef } from 'react';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { type Channel, gapAt, gapsOf } from './channels.ts';
import type { ReplayPlayer } from './replay-player.ts';
import { rulerTicks } from './ruler.ts';
import classes from './timeline.module.css';

const SOURCE_ICONS = { camera: IconVideo, microphone: IconMicrophone, screen: IconScreenShare } as const;

interface TimelineProps {
  readonly recording: RecordingDetail;
  readonly channels: readonly Channel[];
  readonly player: ReplayPlayer;
}

/** What was recorded of whom and when, and the one playhead over all of it. */
export function Timeline({ recording, channels, player }: TimelineProps) {
  const { t } = useTexts();
  const { lengthMs } = player;
  const left = (atMs: number) => `${(Math.min(lengthMs, Math.max(0, atMs)) / lengthMs) * 100}%`;
  const span = (fromMs: number, toMs: number) => ({ insetInlineStart: left(fromMs), width: `calc(${left(toMs)} - ${left(fromMs)})` });
  return (
    <section className={classes['timeline']} aria-label={t('replay.position')}>
      <div className={classes['grid']}>
        <div className={classNames(classes['label'], classes['corner'])} />
        {channels.map((channel) => (
          <LaneLabel key={channel.key} channel={channel} />
        ))}
        <Surface recording={recording} player={player}>
          <div className={classes['ruler']}>
            {rulerTicks(lengthMs).map((atMs) => (
              <span key={atMs} className={classes['tick']} style={{ insetInlineStart: left(atMs) }}>
                {formatWait(atMs)}
              </span>
            ))}
          </div>
          {channels.map((channel) => (
            <div key={channel.key} className={classes['lane']}>
              {channel.tracks.map((track) => (
                <span
                  key={track.trackId}
                  style={span(track.fromMs, track.toMs)}
                  className={classNames(
                    classes['block'],
                    channel.party.role === 'customer' && classes['customer'],
                    track.url === null && classes['unplayable'],
                  )}
                />
              ))}
              {gapsOf(channel, recording.gaps).map((gap) => (
                <span
                  key={`${gap.fromMs}-${gap.trackId}`}
                  className={classes['gap']}
                  style={span(gap.fromMs, gap.toMs)}
                  title={t(`trouble.${gap.trouble}`)}
                />
              ))}
            </div>
          ))}
        </Surface>
      </div>
      <p className={classes['legend']}>
        <span>
          <i className={classNames(classes['block'], classes['customer'], classes['swatch'])} />
          {t('who.customer')}
        </span>
        <span>
          <i className={classNames(classes['block'], classes['swatch'])} />
          {t('who.agent')}
        </span>
        {recording.gaps.length > 0 && (
          <span>
            <i className={classNames(classes['gap'], classes['swatch'])} />
            {t('replay.legend.gap')}
          </span>
        )}
      </p>
    </section>
  );
}

function LaneLabel({ channel }: { readonly channel: Channel }) {
  const { t } = useTexts();
  const Icon = SOURCE_ICONS[channel.source];
  const text = t('replay.laneOf', { name: channel.party.displayName, source: t(`replay.lane.${channel.source}`) });
  const spans = channel.tracks
    .map((track) => t('replay.laneText', { from: formatClock(track.fromMs), to: formatClock(track.toMs) }))
    .join('; ');
  return (
    <div className={classes['label']} title={text}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>{channel.party.displayName}</span>
      <em>{t(`replay.lane.${channel.source}`)}</em>
      <span className="visually-hidden">{spans}</span>
    </div>
  );
}

interface SurfaceProps {
  readonly recording: RecordingDetail;
  readonly player: ReplayPlayer;
  readonly children: ReactNode;
}

function Surface({ recording, player, children }: SurfaceProps) {
  const { t } = useTexts();
  const position = useStore(player.position);
  const surface = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  const seekTo = (event: PointerEvent) => {
    const box = surface.current?.getBoundingClientRect();
    if (box !== undefined && box.width > 0) player.seek(((event.clientX - box.left) / box.width) * player.lengthMs);
  };
  const values = { position: formatTimecode(position), duration: formatTimecode(player.lengthMs) };
  const gap = gapAt(recording.gaps, position);
  return (
    <div
      ref={surface}
      className={classes['surface']}
      role="slider"
      tabIndex={0}
      aria-label={t('replay.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(player.lengthMs / 1000)}
      aria-valuenow={Math.round(position / 1000)}
      aria-valuetext={
        gap === null ? t('replay.positionText', values) : t('replay.positionGap', { ...values, trouble: t(`trouble.${gap.trouble}`) })
      }
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => dragging.current && seekTo(event)}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
    >
      {children}
      <span className={classes['playhead']} style={{ insetInlineStart: `${(position / player.lengthMs) * 100}%` }} data-playhead>
        <span className={classes['flag']}>{formatWait(position)}</span>
      </span>
    </div>
  );
}
