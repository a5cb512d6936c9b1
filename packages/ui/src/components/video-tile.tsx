import { assertNever } from '@guichet/protocol';
import {
  IconCameraOff,
  IconLoader2,
  IconMicrophone,
  IconMicrophoneOff,
  IconPlayerPause,
  IconVideoOff,
  IconWifiOff,
} from '@tabler/icons-react';
import { type ReactNode, type Ref, useCallback, useEffect, useRef, useState } from 'react';
import { formatAge } from '../format/duration.ts';
import type { en } from '../i18n/en.ts';
import type { Say } from '../i18n/texts.ts';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import type { TileState } from '../state/tile-state.ts';
import { classNames } from './class-names.ts';
import { VoiceBars } from './level-meter.tsx';
import classes from './video-tile.module.css';

interface VideoTileProps {
  readonly state: TileState;
  /** Whose picture it is; null shows no pill. */
  readonly name: string | null;
  readonly track: MediaStreamTrack | null;
  /** 0 … 1 while the party speaks; null where nothing is known. */
  readonly level?: number | null | undefined;
  /** Whether the microphone is off; undefined leaves the mark out. */
  readonly muted?: boolean | undefined;
  /** One's own camera is shown as in a mirror. */
  readonly mirrored?: boolean | undefined;
  /**
   * `auto` fills the tile, but fits a picture whose orientation differs from the tile's, so that a face or a document held to a phone's
   * camera is not cropped. `contain` always fits (a shared screen); `cover` always fills (somebody who sits in the
   * middle of their picture).
   */
  readonly fit?: 'auto' | 'contain' | 'cover' | undefined;
  readonly large?: boolean | undefined;
  readonly namePlace?: 'bottom' | 'top' | undefined;
  /** Gets the element, for frame callbacks and the size it is shown at. */
  readonly videoRef?: Ref<HTMLVideoElement> | undefined;
  readonly className?: string | undefined;
  /** Pills and pictures over the video. */
  readonly children?: ReactNode;
}

function messageOf(state: TileState, t: Say<typeof en>): { icon: ReactNode; text: string } | null {
  const icon = { size: 24, stroke: 1.6, 'aria-hidden': true } as const;
  switch (state.kind) {
    case 'live':
      return null;
    case 'connecting':
      return { icon: <IconLoader2 {...icon} />, text: t('tile.connecting') };
    case 'camera_off':
      return { icon: <IconVideoOff {...icon} />, text: t(`tile.cameraOff.${state.by}`) };
    case 'frozen':
      return { icon: <IconWifiOff {...icon} />, text: t('tile.frozen', { age: formatAge(state.forMs) }) };
    case 'no_permission':
      return { icon: <IconCameraOff {...icon} />, text: t('tile.noPermission') };
    case 'gone':
      return {
        icon: <IconWifiOff {...icon} />,
        text: state.forMs === null ? t('tile.gone') : t('tile.goneFor', { age: formatAge(state.forMs) }),
      };
    case 'held':
      return { icon: <IconPlayerPause {...icon} />, text: t('tile.held') };
    default:
      return assertNever(state);
  }
}

/** What is left of the last picture stays visible, grey, where it helps to know who was there. */
const KEEPS_PICTURE: ReadonlySet<TileState['kind']> = new Set(['live', 'frozen', 'gone']);

export function VideoTile(props: VideoTileProps) {
  const { state, name, track, level, muted, mirrored, fit = 'auto', large, namePlace = 'bottom', videoRef, className, children } = props;
  const { t } = useUiTexts();
  const element = useRef<HTMLVideoElement | null>(null);
  const [orientationDiffers, setOrientationDiffers] = useState(false);
  const message = messageOf(state, t);

  const attach = useCallback(
    (video: HTMLVideoElement | null) => {
      element.current = video;
      if (typeof videoRef === 'function') videoRef(video);
      else if (videoRef) videoRef.current = video;
    },
    [videoRef],
  );

  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = track === null ? null : new MediaStream([track]);
    // A browser that refuses to start a muted video says so with the frames that never come: the tile stays on "connecting".
    if (track !== null) video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);

  const compare = useCallback(() => {
    const video = element.current;
    if (video === null || video.videoWidth === 0 || video.clientHeight === 0) return;
    setOrientationDiffers(video.videoWidth >= video.videoHeight !== video.clientWidth >= video.clientHeight);
  }, []);
  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    const observer = new ResizeObserver(compare);
    observer.observe(video);
    return () => observer.disconnect();
  }, [compare]);

  const fitted = fit === 'contain' || (fit === 'auto' && orientationDiffers);
  return (
    <figure className={classNames(classes['tile'], large === true && classes['large'], className)} data-on-video data-tile={state.kind}>
      <video
        ref={attach}
        className={classNames(
          classes['video'],
          fitted && classes['fitted'],
          mirrored === true && classes['mirrored'],
          !KEEPS_PICTURE.has(state.kind) && classes['hidden'],
          (state.kind === 'frozen' || state.kind === 'gone') && classes['dimmed'],
        )}
        muted
        autoPlay
        playsInline
        disablePictureInPicture
        aria-label={name === null ? undefined : t('tile.picture', { name })}
        onLoadedMetadata={compare}
        onResize={compare}
      />
      {message !== null && (
        <div className={classes['message']}>
          {message.icon}
          <span>{message.text}</span>
        </div>
      )}
      {name !== null && (
        <figcaption className={classNames(classes['caption'], namePlace === 'top' && classes['captionTop'])}>
          <span className={classes['pill']}>
            {muted === true && <IconMicrophoneOff size={14} stroke={2} role="img" aria-label={t('tile.muted')} />}
            {muted === false &&
              (level ? <VoiceBars level={level} /> : <IconMicrophone size={14} stroke={2} role="img" aria-label={t('tile.unmuted')} />)}
            <span className={classes['name']}>{name}</span>
          </span>
        </figcaption>
      )}
      {children}
    </figure>
  );
}

/** A word or figure on a picture. */
export function VideoPill({ children, className }: { readonly children: ReactNode; readonly className?: string | undefined }) {
  return <span className={classNames(classes['pill'], className)}>{children}</span>;
}
