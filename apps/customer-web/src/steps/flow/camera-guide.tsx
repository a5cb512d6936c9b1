import { classNames, tileState, useLastFrame, useNow, VideoTile } from '@guichet/ui';
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './camera-guide.module.css';
import { useOwnMedia } from './own-media.ts';

interface CameraGuideProps {
  /** What is to be held into the frame: a card (ISO/IEC 7810 ID-1), a page of a passport (ID-3), or a face. */
  readonly frame: 'card' | 'page' | 'face';
  readonly prompt: string;
  /** Beneath the frame, e.g. what to do better. */
  readonly children?: ReactNode;
}

/** The customer's own picture with a frame for what has to be seen. It is the picture that is sent and recorded. */
export function CameraGuide({ frame, prompt, children }: CameraGuideProps) {
  const { t } = useTexts();
  const { media, devices } = useOwnMedia();
  const camera = devices?.camera;
  const track = camera?.track ?? null;
  const { videoRef, lastFrameAtMs } = useLastFrame(track);
  const nowMs = useNow(500);
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
      <VideoTile
        state={state}
        name={null}
        track={track}
        // A face is shown as in a mirror; words on a card are not turned round.
        mirrored={frame === 'face' && devices?.facingMode === 'user'}
        videoRef={videoRef}
        fit="cover"
        className={classes['picture']}
      />
      <p className={classes['prompt']} role="status">
        {prompt}
      </p>
      <div className={classNames(classes['frame'], classes[frame])} role="img" aria-label={t('call.you')}>
        <i />
        <i />
        <i />
        <i />
      </div>
      <div className={classes['below']}>{children}</div>
    </div>
  );
}
