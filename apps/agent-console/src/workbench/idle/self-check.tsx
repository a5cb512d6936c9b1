import { LocalMedia, meterLevel } from '@guichet/rtc-client';
import { Button, Field, LevelMeter, tileState, useLastFrame, useNow, VideoTile } from '@guichet/ui';
import { IconVideo } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Panel } from '../../app/parts/panel.tsx';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './idle-work.module.css';

/** A look at oneself before the first call. Nothing is opened before it is asked for, and nothing leaves this machine. */
export function SelfCheck() {
  const { t } = useTexts();
  const [local, setLocal] = useState<LocalMedia | null>(null);
  useEffect(() => () => local?.close(), [local]);
  const start = () => {
    const opened = new LocalMedia();
    void opened.openCamera();
    void opened.openMicrophone();
    setLocal(opened);
  };
  return (
    <Panel
      title={t('selfCheck.title')}
      className={classes['check']}
      aside={
        local === null ? undefined : (
          <Button size="sm" kind="quiet" onClick={() => setLocal(null)}>
            {t('selfCheck.stop')}
          </Button>
        )
      }
    >
      <div className={classes['checkBody']}>
        {local === null ? (
          <>
            <p>{t('selfCheck.lead')}</p>
            <div>
              <Button icon={<IconVideo size={16} stroke={1.75} aria-hidden />} onClick={start}>
                {t('selfCheck.start')}
              </Button>
            </div>
          </>
        ) : (
          <RunningCheck local={local} />
        )}
      </div>
    </Panel>
  );
}

function RunningCheck({ local }: { readonly local: LocalMedia }) {
  const { t } = useTexts();
  const { camera, microphone, devices } = useSyncExternalStore(local.subscribe, local.view);
  const troubles = [camera, microphone].flatMap(({ status, trouble }) => (status === 'failed' ? [trouble] : []));
  return (
    <>
      {troubles.length > 0 && (
        <p className={classes['note']} role="alert">
          {t(troubles.includes('denied') ? 'selfCheck.denied' : 'selfCheck.failed')}
        </p>
      )}
      <div className={classes['preview']}>
        <OwnPicture camera={camera.track} denied={camera.trouble === 'denied'} />
        <div className={classes['devices']}>
          <DeviceSelect
            label={t('selfCheck.camera')}
            devices={devices.cameras}
            chosenId={camera.deviceId}
            onChoose={(id) => void local.openCamera(id)}
          />
          <DeviceSelect
            label={t('selfCheck.microphone')}
            devices={devices.microphones}
            chosenId={microphone.deviceId}
            onChoose={(id) => void local.openMicrophone(id)}
          />
          <OwnLevel microphone={microphone.track} />
          <p>{t('selfCheck.speak')}</p>
        </div>
      </div>
    </>
  );
}

function OwnPicture({ camera, denied }: { readonly camera: MediaStreamTrack | null; readonly denied: boolean }) {
  const { t } = useTexts();
  const { videoRef, lastFrameAtMs } = useLastFrame(camera);
  const nowMs = useNow(1_000);
  const state = tileState({
    party: 'self',
    connected: true,
    permissionDenied: denied,
    cameraPaused: false,
    hasTrack: camera !== null,
    lastFrameAtMs,
    nowMs,
  });
  return <VideoTile className={classes['tile']} state={state} name={t('call.self')} track={camera} mirrored videoRef={videoRef} />;
}

function OwnLevel({ microphone }: { readonly microphone: MediaStreamTrack | null }) {
  const { t } = useTexts();
  const [level, setLevel] = useState(0);
  useEffect(() => {
    setLevel(0);
    return microphone === null ? undefined : meterLevel(microphone, setLevel);
  }, [microphone]);
  return (
    <p className={classes['meter']}>
      {t('selfCheck.microphone')} <LevelMeter level={level} className={classes['bars']} />
    </p>
  );
}

interface DeviceSelectProps {
  readonly label: string;
  readonly devices: readonly { id: string; label: string }[];
  readonly chosenId: string | null;
  readonly onChoose: (deviceId: string) => void;
}

function DeviceSelect({ label, devices, chosenId, onChoose }: DeviceSelectProps) {
  const { t } = useTexts();
  return (
    <Field label={label}>
      {({ id, 'aria-describedby': describedBy }) => (
        <select
          id={id}
          aria-describedby={describedBy}
          value={chosenId ?? ''}
          disabled={devices.length === 0}
          onChange={(event) => onChoose(event.currentTarget.value)}
        >
          {devices.length === 0 && <option value="">{t('selfCheck.none')}</option>}
          {devices.map((device, index) => (
            <option key={device.id} value={device.id}>
              {device.label || t('call.devices.default', { number: index + 1 })}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
