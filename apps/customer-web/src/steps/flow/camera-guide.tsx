import { classNames, tileState, useLastFrame, useNow, VideoTile } from '@guichet/ui';
import { type CSSProperties, type ReactNode, useCallback, useEffect, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './camera-guide.module.css';
import { FRAME_ASPECTS, type FrameKind, frameShare } from './frame-place.ts';
import { useOwnMedia } from './own-media.ts';
import { useCameraAspect } from './use-camera-aspect.ts';

interface CameraGuideProps {
  /** What is to be held into the frame. */
  readonly frame: FrameKind;
  readonly prompt: string;
  /** Beneath the frame, e.g. what to do better. */
  readonly children?: ReactNode;
}

/**
 * The customer's own picture with a frame for what has to be seen. It is the picture that is sent and recorded, and all of it: what is shown is what others
 * see, and a card that fills the frame fills the recording.
 */
export function CameraGuide({ frame, prompt, children }: CameraGuideProps) {
  const { t } = useTexts();
  const { media, devices } = useOwnMedia();
  const camera = devices?.camera;
  const track = camera?.track ?? null;
  const { videoRef, lastFrameAtMs } = useLastFrame(track);
  const nowMs = useNow(500);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const attach = useCallback(
    (element: HTMLVideoElement | null) => {
      videoRef(element);
      setVideo(element);
    },
    [videoRef],
  );
  const aspect = useCameraAspect(video);
  // Whoever turned the camera round for a card does not have to remember to turn it back.
  useEffect(
    () => () => {
      if (frame !== 'face' && media?.view().facingMode === 'environment') void media.switchCamera();
    },
    [frame, media],
  );
  const state = tileState({
    party: 'self',
    connected: true,
    permissionDenied: camera?.status === 'failed',
    cameraPaused: camera?.muted ?? true,
    hasTrack: track !== null,
    lastFrameAtMs,
    nowMs,
  });
  return (
    <div className={classes['guide']} data-frame={frame} data-on-video>
      <p className={classes['prompt']} role="status">
        {prompt}
      </p>
      <div className={classes['picture']} style={{ '--camera-aspect': aspect } as CSSProperties}>
        <VideoTile
          state={state}
          name={null}
          track={track}
          // A face is shown as in a mirror; words on a card are not turned round.
          mirrored={frame === 'face' && devices?.facingMode === 'user'}
          videoRef={attach}
          fit="contain"
          className={classes['video']}
        />
        <div
          className={classNames(classes['frame'], classes[frame])}
          style={{ width: `${frameShare(frame, aspect) * 100}%`, aspectRatio: FRAME_ASPECTS[frame] }}
          role="img"
          aria-label={t('call.you')}
        >
          <i />
          <i />
          <i />
          <i />
        </div>
      </div>
      <div className={classes['below']}>{children}</div>
    </div>
  );
}
