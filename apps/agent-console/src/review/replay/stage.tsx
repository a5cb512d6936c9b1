import type { RecordingDetail } from '@guichet/protocol';
import type { Ref } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ChannelTile, TrackAudio } from './channel-tile.tsx';
import type { Channel } from './channels.ts';
import type { ReplayPlayer } from './replay-player.ts';
import classes from './stage.module.css';
import { Transport } from './transport.tsx';

interface StageProps {
  readonly recording: RecordingDetail;
  readonly channels: readonly Channel[];
  readonly player: ReplayPlayer;
  readonly viewer: string;
  readonly stageRef: Ref<HTMLDivElement>;
  readonly fullscreen: boolean;
  readonly onFullscreen: () => void;
  readonly onNextGap: (() => void) | null;
}

/** All parties side by side on one clock, and what moves that clock. */
export function Stage({ recording, channels, player, viewer, stageRef, fullscreen, onFullscreen, onNextGap }: StageProps) {
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
            startedAt={recording.startedAt}
            viewer={viewer}
          />
        ))}
      </div>
      {sounds
        .flatMap(({ tracks }) => tracks)
        .filter((track) => track.url !== null)
        .map((track) => (
          <TrackAudio key={track.trackId} player={player} track={track} />
        ))}
      <Transport
        player={player}
        fullscreen={fullscreen}
        onFullscreen={onFullscreen}
        onNextGap={onNextGap}
        gapCount={recording.gaps.length}
      />
    </div>
  );
}
