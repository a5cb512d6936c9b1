import type { RecordingDetail, Timeline } from '@guichet/protocol';
import type { ReactNode, Ref } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ChannelTile, TrackAudio } from './channel-tile.tsx';
import type { Channel } from './channels.ts';
import type { ReplayPlayer } from './replay-player.ts';
import classes from './stage.module.css';
import { Transport } from './transport.tsx';

interface StageProps {
  readonly recording: RecordingDetail;
  /** Null: nobody knows which pictures there are. */
  readonly timeline: Timeline | null;
  readonly channels: readonly Channel[];
  readonly player: ReplayPlayer;
  readonly viewer: string;
  readonly stageRef: Ref<HTMLDivElement>;
  readonly fullscreen: boolean;
  readonly onFullscreen: () => void;
  readonly onNextGap: (() => void) | null;
  readonly captions: boolean;
  /** Null where there are none. */
  readonly onCaptions: (() => void) | null;
  readonly onZoom: ((nearer: boolean) => void) | null;
  /** Stands beside the pictures. */
  readonly beside: ReactNode;
}

/** All parties side by side on one clock, and what moves that clock. */
export function Stage({ recording, timeline, channels, player, viewer, stageRef, beside, ...transport }: StageProps) {
  const { t } = useTexts();
  const pictures = channels.filter(({ source }) => source !== 'microphone');
  const sounds = channels.filter(({ source }) => source === 'microphone');
  const hasSound = (channel: Channel) => sounds.some(({ party }) => party.participantId === channel.party.participantId);
  return (
    <div className={classes['stage']} ref={stageRef}>
      <div className={classes['tiles']}>
        {pictures.length === 0 && (
          <div className={classes['tile']}>
            <p className={classes['message']}>{t('replay.noVideoRecorded')}</p>
          </div>
        )}
        {pictures.map((channel) => (
          <ChannelTile
            key={channel.key}
            player={player}
            channel={channel}
            hasSound={hasSound(channel)}
            recording={recording}
            viewer={viewer}
            timeline={timeline}
            captions={transport.captions && channel === pictures[0]}
          />
        ))}
        {beside}
      </div>
      {sounds
        .flatMap(({ tracks }) => tracks)
        .filter((track) => track.url !== null)
        .map((track) => (
          <TrackAudio key={track.trackId} player={player} track={track} />
        ))}
      <Transport player={player} gapCount={recording.gaps.length} {...transport} />
    </div>
  );
}
