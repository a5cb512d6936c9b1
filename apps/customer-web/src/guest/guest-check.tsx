import type { GuestSessionView } from '@guichet/protocol';
import type { LocalMedia } from '@guichet/rtc-client';
import { Button } from '@guichet/ui';
import { useSyncExternalStore } from 'react';
import { Page } from '../app/page.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import { AskForDevices } from '../precheck/ask-for-devices.tsx';
import { WithDevices } from '../precheck/with-devices.tsx';
import { MicrophoneRow, OwnPicture } from '../precheck/own-devices.tsx';
import { useLevel } from '../precheck/use-level.ts';
import { useGuestTexts } from './texts/use-guest-texts.ts';

interface GuestCheckProps {
  readonly session: GuestSessionView;
  readonly onChecked: () => void;
}

/** A look at one's own picture and a word into the microphone; the others are waiting, so nothing is measured. */
export function GuestCheck(props: GuestCheckProps) {
  return <WithDevices>{(media) => <Check {...props} media={media} />}</WithDevices>;
}

function Check({ session, onChecked, media }: GuestCheckProps & { readonly media: LocalMedia }) {
  const { t } = useTexts();
  const { t: own } = useGuestTexts();
  const devices = useSyncExternalStore(media.subscribe, media.view);
  const camera = devices.camera.track;
  const microphone = devices.microphone.track;
  const heard = useLevel(microphone);
  if (camera === null || microphone === null) return <AskForDevices bank={session.bank} media={media} devices={devices} />;
  return (
    <Page
      bank={session.bank}
      actions={
        <Button kind="primary" size="xl" wide offReason={session.call === null ? own('check.waiting') : null} onClick={onChecked}>
          {own('check.join')}
        </Button>
      }
    >
      <h1>{t('precheck.title')}</h1>
      <OwnPicture camera={camera} />
      <div>
        <MicrophoneRow {...heard} />
      </div>
      {session.call === null && <p role="status">{own('check.waiting')}</p>}
    </Page>
  );
}
