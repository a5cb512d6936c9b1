import { LevelMeter, VideoPill, VideoTile } from '@guichet/ui';
import { IconMicrophone, IconSunLow, IconUserCheck } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import { watchBrightness } from './brightness.ts';
import { Mark, Row } from './check-row.tsx';
import classes from './precheck-screen.module.css';
import type { useLevel } from './use-level.ts';

/** One's own picture as the others will see it, and whether there is light enough. */
export function OwnPicture({ camera }: { readonly camera: MediaStreamTrack }) {
  const { t } = useTexts();
  const video = useRef<HTMLVideoElement | null>(null);
  const [dark, setDark] = useState<boolean | null>(null);
  const watchVideo = useCallback((element: HTMLVideoElement | null) => {
    video.current = element;
  }, []);
  useEffect(() => (video.current === null ? undefined : watchBrightness(video.current, setDark)), [camera]);
  return (
    <VideoTile className={classes['picture']} state={{ kind: 'live' }} name={null} track={camera} mirrored videoRef={watchVideo}>
      <span className={classes['pills']}>
        {dark === true && (
          <VideoPill>
            <IconSunLow size={18} stroke={1.75} aria-hidden />
            {t('precheck.camera.dark')}
          </VideoPill>
        )}
        {dark === false && (
          <VideoPill>
            <IconUserCheck size={18} stroke={1.75} aria-hidden />
            {t('precheck.camera.ok')}
          </VideoPill>
        )}
      </span>
    </VideoTile>
  );
}

/** Whether one is heard; what is heard comes from `useLevel`. */
export function MicrophoneRow({ level, heard }: ReturnType<typeof useLevel>) {
  const { t } = useTexts();
  return (
    <Row
      icon={<IconMicrophone size={22} stroke={1.6} aria-hidden />}
      title={t('precheck.microphone')}
      text={t(heard ? 'precheck.microphone.heard' : 'precheck.microphone.say')}
      end={<Mark tone={heard ? 'good' : null} text={heard ? t('precheck.ok') : ''} />}
    >
      <LevelMeter className={classes['meter']} level={level} steps={24} />
    </Row>
  );
}
