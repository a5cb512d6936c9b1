import { AppError, type CustomerSessionView, networkVerdict, type NetworkVerdict, type NetworkSample } from '@guichet/protocol';
import { checkLine, createPageIdentity, type DeviceTrouble, LocalMedia, playTestTone } from '@guichet/rtc-client';
import { Button, formatBitrate, formatPercent, LevelMeter, VideoPill, VideoTile } from '@guichet/ui';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconMicrophone,
  IconPlayerPlay,
  IconSunLow,
  IconUserCheck,
  IconVideo,
  IconVideoOff,
  IconVolume,
  IconWifi,
} from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Opening } from '../app/opening.tsx';
import { Page } from '../app/page.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import { watchBrightness } from './brightness.ts';
import classes from './precheck-screen.module.css';
import { useLevel } from './use-level.ts';

interface PrecheckScreenProps {
  readonly session: CustomerSessionView;
  readonly onChecked: () => void;
}

type Line =
  | { kind: 'waiting' }
  | { kind: 'measuring'; share: number }
  | { kind: 'measured'; sample: NetworkSample | null; verdict: NetworkVerdict };

/** Camera, microphone, speaker and line, each with what it is like and what to do. */
export function PrecheckScreen(props: PrecheckScreenProps) {
  const [media, setMedia] = useState<LocalMedia | null>(null);
  // Devices for the check alone: they are let go when the screen is left, so that no lamp stays lit in the queue.
  useEffect(() => {
    const opened = new LocalMedia();
    setMedia(opened);
    return () => opened.close();
  }, []);
  return media === null ? <Opening /> : <Precheck {...props} media={media} />;
}

function Precheck({ session, onChecked, media }: PrecheckScreenProps & { readonly media: LocalMedia }) {
  const { t } = useTexts();
  const { counter } = useServices();
  const { ask, busy } = useAsk();
  const devices = useSyncExternalStore(media.subscribe, media.view);
  const camera = devices.camera.track;
  const microphone = devices.microphone.track;
  const { level, heard } = useLevel(microphone);
  const video = useRef<HTMLVideoElement | null>(null);
  const [dark, setDark] = useState<boolean | null>(null);
  const [line, setLine] = useState<Line>({ kind: 'waiting' });
  const [speaker, setSpeaker] = useState<boolean | null>(null);
  const [round, setRound] = useState(0);

  const watchVideo = useCallback((element: HTMLVideoElement | null) => {
    video.current = element;
  }, []);
  useEffect(() => (camera !== null && video.current !== null ? watchBrightness(video.current, setDark) : undefined), [camera]);

  useEffect(() => {
    if (camera === null || microphone === null) return;
    const over = new AbortController();
    setLine({ kind: 'measuring', share: 0 });
    const measure = async () => {
      const identity = await createPageIdentity();
      return checkLine({
        identity,
        getPass: () => counter.ask('check.start', { pageKey: identity.thumbprint }),
        tracks: { microphone, camera },
        signal: over.signal,
        onProgress: (_sample, share) => setLine({ kind: 'measuring', share }),
      });
    };
    // What could not be measured is told as such, and never taken for a good or a bad line.
    void measure()
      .catch(() => null)
      .then((sample) => {
        if (!over.signal.aborted) setLine({ kind: 'measured', sample, verdict: networkVerdict(sample) });
      });
    return () => over.abort(new AppError('wrong_state'));
  }, [camera, microphone, counter, round]);

  const goOn = async () => {
    const network = line.kind === 'measured' ? line.sample : null;
    if (await ask('check.report', { camera: camera !== null, microphone: heard, speaker, network })) {
      onChecked();
      await ask('ticket.take', {});
    }
  };

  if (camera === null || microphone === null) {
    const trouble = devices.microphone.trouble ?? devices.camera.trouble;
    const busy = devices.microphone.status === 'opening' || devices.camera.status === 'opening';
    // One after the other: some browsers drop the second of two questions asked at once.
    const open = () => void media.openMicrophone().then(() => media.openCamera());
    return <AskForDevices session={session} trouble={trouble} busy={busy} onOpen={open} />;
  }
  const measuring = line.kind !== 'measured';
  return (
    <Page
      bank={session.bank}
      actions={
        <>
          <Button
            kind="primary"
            size="xl"
            wide
            busy={busy}
            offReason={measuring ? t('precheck.nextOff') : null}
            onClick={() => void goOn()}
          >
            {t(speaker === true ? 'precheck.next' : 'precheck.nextSilent')}
          </Button>
          {line.kind === 'measured' && line.verdict !== 'good' && (
            <Button kind="quiet" size="touch" wide onClick={() => setRound(round + 1)}>
              {t('precheck.again')}
            </Button>
          )}
        </>
      }
    >
      <h1>{t('precheck.title')}</h1>
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
      <div>
        <Row
          icon={<IconMicrophone size={22} stroke={1.6} aria-hidden />}
          title={t('precheck.microphone')}
          text={t(heard ? 'precheck.microphone.heard' : 'precheck.microphone.say')}
          end={<Mark tone={heard ? 'good' : null} text={heard ? t('precheck.ok') : ''} />}
        >
          <LevelMeter className={classes['meter']} level={level} steps={24} />
        </Row>
        <Row
          icon={<IconVolume size={22} stroke={1.6} aria-hidden />}
          title={t('precheck.speaker')}
          text={t('precheck.speaker.ask')}
          end={
            <Button
              size="touch"
              icon={<IconPlayerPlay size={18} stroke={1.75} aria-hidden />}
              onClick={() => {
                setSpeaker(true);
                void playTestTone().catch(() => setSpeaker(null));
              }}
            >
              {t(speaker === null ? 'precheck.speaker.play' : 'precheck.speaker.again')}
            </Button>
          }
        />
        <LineRow line={line} />
      </div>
      {speaker !== null && (
        <details className={classes['help']}>
          <summary>{t('precheck.noSound')}</summary>
          <p>{t('precheck.noSound.text')}</p>
        </details>
      )}
    </Page>
  );
}

function AskForDevices({
  session,
  trouble,
  busy,
  onOpen,
}: {
  session: CustomerSessionView;
  trouble: DeviceTrouble | null;
  busy: boolean;
  onOpen: () => void;
}) {
  const { t } = useTexts();
  const { title, text } = useTroubleText(trouble);
  return (
    <Page
      bank={session.bank}
      actions={
        <Button kind="primary" size="xl" wide busy={busy} onClick={onOpen}>
          {t(trouble === null ? 'precheck.ask' : 'precheck.trouble.retry')}
        </Button>
      }
    >
      <h1>{t('precheck.title')}</h1>
      <div className={classes['ask']} role={trouble === null ? undefined : 'alert'}>
        <span className={classes['empty']} data-trouble={trouble !== null || undefined}>
          {trouble === null ? <IconVideo size={40} stroke={1.4} aria-hidden /> : <IconVideoOff size={40} stroke={1.4} aria-hidden />}
        </span>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
    </Page>
  );
}

function useTroubleText(trouble: DeviceTrouble | null): { title: string; text: string } {
  const { t } = useTexts();
  switch (trouble) {
    case null:
      return { title: t('precheck.askTitle'), text: t('precheck.askText') };
    case 'denied':
    case 'dismissed':
    case 'insecure': {
      const platform = /iPhone|iPad/.test(navigator.userAgent) ? 'ios' : /Android/.test(navigator.userAgent) ? 'android' : 'desktop';
      return { title: t('precheck.trouble.denied.title'), text: t(`precheck.trouble.denied.${platform}`) };
    }
    case 'missing':
    case 'busy':
      return { title: t(`precheck.trouble.${trouble}.title`), text: t(`precheck.trouble.${trouble}.text`) };
    case 'unsupported':
    case 'unknown':
      return { title: t('precheck.trouble.unknown.title'), text: t('precheck.trouble.unknown.text') };
  }
}

interface RowProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly end: ReactNode;
  readonly children?: ReactNode;
}

function Row({ icon, title, text, end, children }: RowProps) {
  return (
    <section className={classes['row']}>
      <span className={classes['rowIcon']}>{icon}</span>
      <div className={classes['rowWords']}>
        <h2>{title}</h2>
        <p>{text}</p>
        {children}
      </div>
      {end}
    </section>
  );
}

function Mark({ tone, text }: { readonly tone: NetworkVerdict | null; readonly text: string }) {
  if (tone === null) return null;
  const Icon = tone === 'good' ? IconCircleCheck : tone === 'not_evaluated' ? IconCircleDashed : IconAlertTriangle;
  return (
    <span className={classes['mark']} data-tone={tone}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {text}
    </span>
  );
}

/** How long a measurement takes, for the countdown. */
const MEASURING_MS = 8_000;

function LineRow({ line }: { readonly line: Line }) {
  const { t } = useTexts();
  const measured = line.kind === 'measured';
  const share = line.kind === 'measuring' ? line.share : 0;
  const text = measured
    ? t(`precheck.network.${line.verdict}`)
    : t('precheck.network.measuring', { seconds: Math.ceil(((1 - share) * MEASURING_MS) / 1000) });
  const sample = measured ? line.sample : null;
  return (
    <>
      <Row
        icon={<IconWifi size={22} stroke={1.6} aria-hidden />}
        title={t('precheck.network')}
        text={text}
        end={measured ? <Mark tone={line.verdict} text={t(`precheck.verdict.${line.verdict}`)} /> : null}
      >
        {!measured && <progress className={classes['progress']} max={1} value={share} aria-label={t('precheck.network')} />}
      </Row>
      <span className="visually-hidden" role="status" data-verdict={measured ? line.verdict : undefined}>
        {measured ? `${t(`precheck.verdict.${line.verdict}`)}. ${text}` : ''}
      </span>
      {sample !== null && (
        <dl className={classes['figures']}>
          <div>
            <dt>{t('precheck.figure.up')}</dt>
            <dd data-num>{formatBitrate(sample.uplinkKbps)}</dd>
          </div>
          <div>
            <dt>{t('precheck.figure.down')}</dt>
            <dd data-num>{formatBitrate(sample.downlinkKbps)}</dd>
          </div>
          <div>
            <dt>{t('precheck.figure.delay')}</dt>
            <dd data-num>{sample.rttMs === null ? '–' : `${Math.round(sample.rttMs)} ms`}</dd>
          </div>
          <div>
            <dt>{t('precheck.figure.loss')}</dt>
            <dd data-num>{sample.uplinkLossRatio === null ? '–' : formatPercent(sample.uplinkLossRatio)}</dd>
          </div>
        </dl>
      )}
    </>
  );
}
