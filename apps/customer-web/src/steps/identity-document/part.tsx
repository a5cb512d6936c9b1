import { Button } from '@guichet/ui';
import { IdentityDocumentView } from '@guichet/workflow/views';
import { IconCamera, IconCameraRotate, IconCheck, IconCircleDashed, IconSunHigh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AnswerButtons } from '../flow/answer-buttons.tsx';
import { CameraGuide } from '../flow/camera-guide.tsx';
import { FRAME_ASPECTS } from '../flow/frame-place.ts';
import { useOwnMedia } from '../flow/own-media.ts';
import { ReadAloud } from '../flow/read-aloud.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { useFrameQuality } from '../flow/use-frame-quality.ts';
import { NumberReading } from './number-reading.tsx';
import { sendStill } from './send-still.ts';
import { takeStill } from './take-still.ts';
import { type Tilt, tiltOf, TiltPicture } from './tilt-picture.tsx';
import classes from './part.module.css';

/** Which document, then one side of it after the other into the frame; a press says that it is there. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const view = IdentityDocumentView.parse(step.view);
  const { documentType, documents, sides, currentSide, tip, wantsStill, numberRead } = view;
  const { nodeRunId } = step;
  const [taking, setTaking] = useState(false);
  /** The picture is taken first: what is recorded at this moment is looked at as soon as the counter hears of it. */
  const capture = async (shown: string, track: MediaStreamTrack | null): Promise<void> => {
    setTaking(true);
    const still = wantsStill && track !== null ? await takeStill(track) : null;
    const isCaptured = await act('capture', { side: shown, still: still?.hash ?? null });
    if (isCaptured && still !== null) void sendStill({ nodeRunId, side: shown, jpeg: still.jpeg });
    // Whoever presses just as it is taken by itself means this side and not the next one.
    if (isCaptured) await new Promise((resolve) => setTimeout(resolve, LATE_PRESS_MS));
    setTaking(false);
  };
  if (documentType === null)
    return (
      <>
        <p>{t('identity.choose')}</p>
        <AnswerButtons choices={documents} busy={busy} onAnswer={(chosen) => void act('choose', { documentType: chosen })} />
      </>
    );
  const document = documents.find(({ key }) => key === documentType)?.title[language] ?? '';
  const side = sides.find((each) => each.side === currentSide);
  return (
    <>
      {side === undefined && numberRead !== null && numberRead !== 'done' ? (
        <NumberReading state={numberRead} busy={busy} onRead={() => void act('read_number')} />
      ) : side === undefined ? (
        <p className={classes['shown']} role="status">
          <IconCheck size={20} stroke={2} aria-hidden />
          {t('identity.allShown')}
        </p>
      ) : (
        <Capture
          tip={tip?.[language] ?? null}
          isPage={documentType === 'passport'}
          afterAnother={sides.some(({ shown }) => shown)}
          tilt={tiltOf(side.side)}
          prompt={t(tiltOf(side.side) === null ? 'identity.show' : 'identity.tilt', { document, side: side.title?.[language] ?? '' })}
          busy={busy || taking}
          onCapture={(track) => void capture(side.side, track)}
        />
      )}
      {sides.length > 1 && <Sides sides={sides} current={currentSide} />}
      {documents.length > 1 && (
        <details className={classes['other']}>
          <summary>{t('identity.other')}</summary>
          <AnswerButtons
            choices={documents.filter(({ key }) => key !== documentType)}
            busy={busy}
            onAnswer={(chosen) => void act('choose', { documentType: chosen })}
          />
        </details>
      )}
    </>
  );
}

const LATE_PRESS_MS = 1_000;

interface CaptureProps {
  readonly tip: string | null;
  readonly isPage: boolean;
  /** Another side was shown before this one. */
  readonly afterAnother: boolean;
  readonly prompt: string;
  /** Which way it is to be tilted; null: it is held flat before the camera. */
  readonly tilt: Tilt | null;
  readonly busy: boolean;
  /** With the camera that it is before. */
  readonly onCapture: (track: MediaStreamTrack | null) => void;
}

function Capture({ tip, isPage, afterAnother, prompt, tilt, busy, onCapture }: CaptureProps) {
  const { t } = useStepTexts();
  const { media, devices } = useOwnMedia();
  const isLive = devices?.camera.status === 'live' && !devices.camera.muted;
  const mayTurn = (devices?.devices.cameras.length ?? 0) > 1;
  const track = isLive ? (devices?.camera.track ?? null) : null;
  const quality = useFrameQuality({
    track: busy ? null : track,
    // What is tilted has no four right angles: whoever holds it says when.
    aspect: tilt === null ? FRAME_ASPECTS[isPage ? 'page' : 'card'] : null,
    afterAnother,
    onGood: () => onCapture(track),
  });
  const advice = quality.hint === null ? (quality.hasDocument ? t('camera.good') : null) : t(`camera.${quality.hint}`);
  return (
    <>
      <CameraGuide frame={isPage ? 'page' : 'card'} prompt={prompt}>
        {tilt !== null && <TiltPicture tilt={tilt} />}
        {tip !== null && (
          <p className={classes['tip']} role="alert">
            <IconSunHigh size={20} stroke={1.75} aria-hidden />
            {tip}
          </p>
        )}
        {tip === null && advice !== null && (
          <p className={classes['tip']} role="status" data-good={quality.hint === null}>
            {advice}
          </p>
        )}
      </CameraGuide>
      {tilt !== null && <ReadAloud text={prompt} />}
      <div className={classes['shutter']}>
        <Button
          kind="primary"
          size="xl"
          wide
          busy={busy}
          offReason={isLive ? null : t('camera.off')}
          icon={<IconCamera size={24} stroke={1.6} aria-hidden />}
          onClick={() => onCapture(track)}
        >
          {t('identity.capture')}
        </Button>
        {mayTurn && (
          <Button size="xl" icon={<IconCameraRotate size={24} stroke={1.6} aria-hidden />} onClick={() => void media?.switchCamera()}>
            {t('identity.turn')}
          </Button>
        )}
      </div>
      {!isLive && <p role="status">{t('camera.off')}</p>}
      {/* Below the shutter, which has to be in sight on a small phone. */}
      <p className={classes['help']}>{t(tilt === null ? 'identity.help' : 'identity.tiltHelp')}</p>
    </>
  );
}

/** Which sides were seen and which is next. */
function Sides({ sides, current }: { readonly sides: IdentityDocumentView['sides']; readonly current: string | null }) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  return (
    <ol className={classes['sides']}>
      {sides.map(({ side, title, shown }) => (
        <li key={side} data-shown={shown} aria-current={side === current ? 'step' : undefined}>
          {shown ? <IconCheck size={20} stroke={2} aria-hidden /> : <IconCircleDashed size={20} stroke={1.6} aria-hidden />}
          <span>{title?.[language] ?? side}</span>
          <span className={shown ? classes['done'] : 'visually-hidden'}>{t(shown ? 'identity.shown' : 'identity.notShown')}</span>
        </li>
      ))}
    </ol>
  );
}
