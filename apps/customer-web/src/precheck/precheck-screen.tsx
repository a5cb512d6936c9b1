import { AppError, type CustomerSessionView, networkVerdict, type NetworkVerdict, type NetworkSample } from '@guichet/protocol';
import { checkLine, createPageIdentity, type LocalMedia, playTestTone } from '@guichet/rtc-client';
import { Button, formatBitrate, formatPercent } from '@guichet/ui';
import { IconPlayerPlay, IconVolume, IconWifi } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Page } from '../app/page.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import { AskForDevices } from './ask-for-devices.tsx';
import { Mark, Row } from './check-row.tsx';
import { MicrophoneRow, OwnPicture } from './own-devices.tsx';
import classes from './precheck-screen.module.css';
import { useLevel } from './use-level.ts';
import { WithDevices } from './with-devices.tsx';

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
  return <WithDevices>{(media) => <Precheck {...props} media={media} />}</WithDevices>;
}

function Precheck({ session, onChecked, media }: PrecheckScreenProps & { readonly media: LocalMedia }) {
  const { t } = useTexts();
  const { counter } = useServices();
  const { ask, busy } = useAsk();
  const devices = useSyncExternalStore(media.subscribe, media.view);
  const camera = devices.camera.track;
  const microphone = devices.microphone.track;
  const { level, heard } = useLevel(microphone);
  const [line, setLine] = useState<Line>({ kind: 'waiting' });
  const [speaker, setSpeaker] = useState<boolean | null>(null);
  const [round, setRound] = useState(0);

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
      // Many a flow takes the place in the queue itself, or needs none: what it waits for now says so.
      const { flow } = await counter.ask('session.get', {}).catch(() => session);
      if (flow === null || flow.current.some(({ type }) => TAKES_TICKET.includes(type))) await ask('ticket.take', {}, 'wrong_state');
    }
  };

  if (camera === null || microphone === null) return <AskForDevices bank={session.bank} media={media} devices={devices} />;
  const measuring = line.kind !== 'measured';
  const queues = session.flow === null || session.flow.steps.some(({ type }) => type === 'queue');
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
            {t(`precheck.${queues ? 'next' : 'start'}${speaker === true ? '' : 'Silent'}`)}
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
      <OwnPicture camera={camera} />
      <div>
        <MicrophoneRow level={level} heard={heard} />
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

/** Steps at which the customer takes a place in the queue: an optional check is left by it. */
const TAKES_TICKET: readonly string[] = ['queue', 'device-check'];

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
