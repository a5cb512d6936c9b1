import type { LocalMediaView, RemoteTrack } from '@guichet/rtc-client';
import { type TileState, tileState, useLastFrame, useNow, VideoTile } from '@guichet/ui';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import type { CallRoom } from './call-room.ts';
import type { Parties, Party } from './parties.ts';
import classes from './pictures.module.css';

interface RemotePictureProps {
  readonly room: CallRoom;
  readonly track: RemoteTrack | null;
  readonly party: Party | null;
  readonly name: string | null;
  readonly held: boolean;
  /** What is the matter is said over all of it already. */
  readonly quiet?: boolean;
  readonly fit?: 'auto' | 'contain' | 'cover';
  readonly large?: boolean;
  readonly className?: string | undefined;
}

/** A picture of somebody else; the node is told how large it is shown, and sends no more than that. */
function RemotePicture({ room, track, party, name, held, quiet = false, fit = 'auto', large = false, className }: RemotePictureProps) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const { videoRef: watchFrames, lastFrameAtMs } = useLastFrame(track?.media ?? null);
  const nowMs = useNow(500);
  const trackId = track?.trackId ?? null;
  useEffect(() => {
    if (video === null || trackId === null) return;
    return room.client?.showIn(trackId, video);
  }, [room, video, trackId]);
  const found: TileState = tileState({
    party: party?.role ?? 'agent',
    connected: party?.connected ?? true,
    goneSinceMs: party?.awaySinceMs,
    cameraPaused: track?.paused ?? false,
    held,
    hasTrack: track?.media != null,
    lastFrameAtMs,
    nowMs,
  });
  const state: TileState = quiet ? { kind: 'live' } : found;
  const attach = useCallback(
    (element: HTMLVideoElement | null) => {
      setVideo(element);
      watchFrames(element);
    },
    [watchFrames],
  );
  return (
    <VideoTile state={state} name={name} track={track?.media ?? null} videoRef={attach} fit={fit} large={large} className={className} />
  );
}

interface AgentPictureProps {
  readonly room: CallRoom;
  readonly parties: Parties;
  readonly held: boolean;
  /** This page's own line is away, which the stage says. */
  readonly interrupted: boolean;
  readonly name: string;
}

/** The agent, or the screen the agent shows. */
export function AgentPicture({ room, parties, held, interrupted, name }: AgentPictureProps) {
  const party = parties.main;
  const sharing = [parties.main, ...parties.others].find((each) => each?.screen?.media != null);
  const track = sharing?.screen ?? party?.camera ?? null;
  return (
    <div className={classes['main']} role="group" aria-label={name}>
      <RemotePicture
        room={room}
        track={track}
        party={party}
        name={null}
        held={held}
        quiet={interrupted}
        fit={sharing ? 'contain' : 'cover'}
        large
        className={classes['fill']}
      />
    </div>
  );
}

/** Without the staff number, for which a thumbnail has no room. */
const shortName = (displayName: string): string => displayName.replace(/\s*[（(].*$/, '');

/** Whoever else takes part, and the agent's own face while a screen fills the stage. */
export function OtherPictures({ room, parties }: { room: CallRoom; parties: Parties }) {
  const screenShown = [parties.main, ...parties.others].some((each) => each?.screen?.media != null);
  const shown = screenShown && parties.main !== null ? [parties.main, ...parties.others] : parties.others;
  return (
    <>
      {shown.map((party) => (
        <RemotePicture
          key={party.participantId}
          room={room}
          track={party.camera}
          party={party}
          name={shortName(party.displayName)}
          held={false}
          fit="cover"
          className={classes['thumb']}
        />
      ))}
    </>
  );
}

export function SelfPicture({ devices }: { readonly devices: LocalMediaView }) {
  const { t } = useTexts();
  const { camera, microphone } = devices;
  const { videoRef, lastFrameAtMs } = useLastFrame(camera.track);
  const nowMs = useNow(500);
  const state = tileState({
    party: 'self',
    connected: true,
    permissionDenied: camera.status === 'failed',
    cameraPaused: camera.muted,
    hasTrack: camera.track !== null,
    lastFrameAtMs,
    nowMs,
  });
  return (
    <VideoTile
      state={state}
      name={t('call.you')}
      track={camera.track}
      mirrored={devices.facingMode === 'user'}
      videoRef={videoRef}
      muted={microphone.muted || microphone.status === 'failed'}
      className={classes['thumb']}
    />
  );
}
