import type { RecordingDetail, Timeline } from '@guichet/protocol';
import { Button, classNames, formatTimecode, formatTimeOfDay, IconButton, VideoPill, Watermark } from '@guichet/ui';
import { IconCircleDashed, IconScreenShare, IconVideoOff, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { routeUrl } from '../../app/http-client.ts';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { type Channel, type ReplayTrack, trackAt } from './channels.ts';
import type { ReplayPlayer } from './replay-player.ts';
import { gapText } from '../timeline/gap-text.ts';
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
  readonly recording: RecordingDetail;
  readonly viewer: string;
  readonly timeline: Timeline | null;
  readonly captions: boolean;
}

export function ChannelTile({ player, channel, hasSound, recording, viewer, timeline, captions }: ChannelTileProps) {
  const { t } = useTexts();
  const position = useStore(player.position);
  const { failed, muted } = useStore(player.state);
  const active = trackAt(channel, position);
  const { party, source } = channel;
  const beginsMs = channel.tracks[0]?.fromMs ?? 0;
  const lost = active !== null && (active.url === null || failed.has(active.trackId));
  const picture = timeline?.parties.flatMap(({ tracks }) => tracks).find(({ trackId }) => trackId === active?.trackId)?.picture ?? null;
  const pending = lost && picture === 'pending' && active !== null;
  const isMuted = muted.has(party.participantId);
  const gap = timeline === null ? null : gapOf(timeline, channel, position);
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;
  return (
    <figure className={classes['tile']} data-on-video data-channel={`${party.role}-${source}`}>
      {channel.tracks
        .filter((track) => track.url !== null)
        .map((track) => (
          <TrackVideo
            key={track.url}
            player={player}
            track={track}
            shown={track === active && !lost}
            captions={captions && timeline !== null ? timeline : null}
          />
        ))}
      {pending && <PendingStill track={active} timeline={timeline} position={position} />}
      {(active === null || lost) && !pending && (
        <div className={classes['message']}>
          <IconVideoOff size={24} stroke={1.6} aria-hidden />
          {lost
            ? t('replay.trackFailed')
            : gap === null && (position < beginsMs ? t('replay.videoFrom', { time: formatTimecode(beginsMs) }) : t('replay.noVideo'))}
          {lost && active?.url != null && (
            <Button size="sm" kind="onVideo" onClick={() => player.retry(active.trackId)}>
              {t('replay.trackRetry')}
            </Button>
          )}
        </div>
      )}
      {gap !== null && (
        <p className={classes['gap']} data-gap={gap.kind}>
          <IconCircleDashed size={16} stroke={1.75} aria-hidden />
          {gapText(t, recording, gap)}
        </p>
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
        {picture === 'blurred' && <VideoPill>{t('timeline.blurred')}</VideoPill>}
        {pending && <VideoPill>{t('timeline.blurring')}</VideoPill>}
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
      <Watermark text={t('replay.watermark', { time: formatTimeOfDay(recording.startedAt + position), name: viewer })} />
    </figure>
  );
}

/** What of a party is missing at a moment; a shared screen speaks for itself alone. */
function gapOf({ gaps }: Timeline, { party, source, tracks }: Channel, positionMs: number): Timeline['gaps'][number] | null {
  const concerns = ({ trackId, participantId }: Timeline['gaps'][number]): boolean =>
    participantId === null || (source === 'camera' ? participantId === party.participantId : tracks.some((one) => one.trackId === trackId));
  return gaps.find((gap) => gap.fromMs <= positionMs && positionMs < gap.untilMs && concerns(gap)) ?? null;
}

/** Stills come one at a time while the moving picture in which nobody can be recognised is being made. */
const STILL_EVERY_MS = 2_000;

function PendingStill({ track, timeline, position }: { track: ReplayTrack; timeline: Timeline | null; position: number }) {
  const latest = Math.max(track.fromMs, Math.min(track.toMs - 1, Math.floor(position / STILL_EVERY_MS) * STILL_EVERY_MS));
  if (timeline === null) return null;
  const params = { recordingId: timeline.recordingId, trackId: track.trackId };
  return <img className={classes['video']} src={routeUrl('recordings.still', { params, query: { atMs: Math.round(latest) } })} alt="" />;
}

interface TrackVideoProps {
  readonly player: ReplayPlayer;
  readonly track: ReplayTrack;
  readonly shown: boolean;
  /** Whose captions are shown on it; null shows none. */
  readonly captions: Timeline | null;
}

function TrackVideo({ player, track, shown, captions }: TrackVideoProps) {
  const { language } = useTexts();
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
    >
      {captions !== null && (
        <track
          kind="captions"
          default
          srcLang={language}
          src={routeUrl('recordings.captions', {
            params: { recordingId: captions.recordingId },
            query: { language, trackId: track.trackId },
          })}
        />
      )}
    </video>
  );
}

export function TrackAudio({ player, track }: { readonly player: ReplayPlayer; readonly track: ReplayTrack }) {
  const ref = usePlayed<HTMLAudioElement>(player, track);
  return <audio ref={ref} src={track.url ?? undefined} preload="auto" />;
}
