import { Button, classNames, formatTimeOfDay, IconButton, VideoPill, Watermark } from '@guichet/ui';
import { IconScreenShare, IconVideoOff, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { type Channel, type ReplayTrack, trackAt } from './channels.ts';
import type { ReplayPlayer } from './replay-player.ts';
import classes from './stage.module.css';

/** One track's element in the hands of the player. */
export function usePlayed<Element extends HTMLMediaElement>(player: ReplayPlayer, track: ReplayTrack) {
  const ref = useRef<Element>(null);
  useEffect(() => {
    const element = ref.current;
    return element === null ? undefined : player.add(track, element);
  }, [player, track]);
  return ref;
}

interface ChannelTileProps {
  readonly player: ReplayPlayer;
  readonly channel: Channel;
  /** Whether the party has sound in the recording, so that it can be muted here. */
  readonly hasSound: boolean;
  readonly startedAt: number;
  readonly viewer: string;
}

export function ChannelTile({ player, channel, hasSound, startedAt, viewer }: ChannelTileProps) {
  const { t } = useTexts();
  const position = useStore(player.position);
  const { failed, muted } = useStore(player.state);
  const active = trackAt(channel, position);
  const { party, source } = channel;
  const lost = active !== null && (active.url === null || failed.has(active.trackId));
  const isMuted = muted.has(party.participantId);
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;
  return (
    <figure className={classes['tile']} data-on-video data-channel={`${party.role}-${source}`}>
      {channel.tracks
        .filter((track) => track.url !== null)
        .map((track) => (
          <TrackVideo key={track.trackId} player={player} track={track} shown={track === active && !lost} />
        ))}
      {(active === null || lost) && (
        <div className={classes['message']}>
          <IconVideoOff size={24} stroke={1.6} aria-hidden />
          {lost ? t('replay.trackFailed') : t('replay.noVideo')}
          {lost && active?.url != null && (
            <Button size="sm" kind="onVideo" onClick={() => player.retry(active.trackId)}>
              {t('replay.trackRetry')}
            </Button>
          )}
        </div>
      )}
      <figcaption className={classes['who']}>
        <VideoPill>
          {source === 'screen' ? (
            <IconScreenShare size={14} stroke={2} aria-hidden />
          ) : (
            <span className={classNames(classes['dot'], party.role === 'customer' && classes['customer'])} />
          )}
          {party.displayName === t(`who.${party.role}`) ? party.displayName : `${t(`who.${party.role}`)} ${party.displayName}`}
        </VideoPill>
        {source === 'camera' && hasSound && (
          <IconButton
            kind="onVideo"
            size="sm"
            aria-pressed={isMuted}
            label={t(isMuted ? 'replay.unmute' : 'replay.mute', { name: party.displayName })}
            icon={isMuted ? <IconVolumeOff {...icon} /> : <IconVolume {...icon} />}
            onClick={() => player.setMuted(party.participantId, !isMuted)}
          />
        )}
      </figcaption>
      <Watermark text={t('replay.watermark', { time: formatTimeOfDay(startedAt + position), name: viewer })} />
    </figure>
  );
}

interface TrackVideoProps {
  readonly player: ReplayPlayer;
  readonly track: ReplayTrack;
  readonly shown: boolean;
}

function TrackVideo({ player, track, shown }: TrackVideoProps) {
  const ref = usePlayed<HTMLVideoElement>(player, track);
  return (
    <video
      ref={ref}
      className={classNames(classes['video'], !shown && classes['hidden'])}
      src={track.url ?? undefined}
      preload="auto"
      muted
      playsInline
      disablePictureInPicture
      aria-hidden={!shown}
    />
  );
}

export function TrackAudio({ player, track }: { readonly player: ReplayPlayer; readonly track: ReplayTrack }) {
  const ref = usePlayed<HTMLAudioElement>(player, track);
  return <audio ref={ref} src={track.url ?? undefined} preload="auto" />;
}
