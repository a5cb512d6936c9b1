import { canShareScreen, type LocalMediaView } from '@guichet/rtc-client';
import { Button, Dialog, IconButton } from '@guichet/ui';
import {
  IconCameraRotate,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import type { CallRoom } from './call-room.ts';
import { type CallEnd, type CallSession, isOwn, type Self } from './call-session.ts';
import classes from './call-controls.module.css';

interface CallControlsProps {
  readonly room: CallRoom;
  readonly devices: LocalMediaView;
  readonly session: CallSession;
  readonly self: Self;
  readonly end: CallEnd;
  readonly chatOpen: boolean;
  readonly onChat: () => void;
}

const ICON = { size: 24, stroke: 1.6, 'aria-hidden': true } as const;
const isPhone = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Few and large: microphone, camera, messages, end; switching cameras on phones, sharing the screen elsewhere. */
export function CallControls({ room, devices, session, self, end, chatOpen, onChat }: CallControlsProps) {
  const { t } = useTexts();
  const [ending, setEnding] = useState(false);
  const [seen, setSeen] = useState(session.chat.length);
  const unread = chatOpen ? 0 : session.chat.slice(seen).filter((message) => !isOwn(message, self)).length;
  const { microphone, camera, screen } = devices;
  const cameraOn = camera.status === 'live' && !camera.muted;
  const sharing = screen.status === 'live';
  const openChat = () => {
    setSeen(session.chat.length);
    onChat();
  };
  const toggleMicrophone = () => {
    if (microphone.track === null) void room.media.openMicrophone();
    else room.media.setMicrophoneMuted(!microphone.muted);
  };
  const toggleCamera = () => {
    if (camera.status === 'failed') void room.media.openCamera();
    else void room.media.setCameraMuted(!camera.muted);
  };
  const common = { kind: 'onVideo', size: 'xl', round: true } as const;
  const muted = microphone.muted || microphone.track === null;
  return (
    <div className={classes['controls']} role="group" aria-label={t('call.controls')}>
      <IconButton
        {...common}
        icon={muted ? <IconMicrophoneOff {...ICON} /> : <IconMicrophone {...ICON} />}
        label={t(muted ? 'call.unmute' : 'call.mute')}
        aria-pressed={muted}
        onClick={toggleMicrophone}
      />
      <IconButton
        {...common}
        icon={cameraOn ? <IconVideo {...ICON} /> : <IconVideoOff {...ICON} />}
        label={t(cameraOn ? 'call.cameraOff' : 'call.cameraOn')}
        aria-pressed={!cameraOn}
        onClick={toggleCamera}
      />
      {isPhone() && devices.devices.cameras.length > 1 && (
        <IconButton
          {...common}
          icon={<IconCameraRotate {...ICON} />}
          label={t('call.switchCamera')}
          onClick={() => void room.media.switchCamera()}
        />
      )}
      {self.role === 'customer' && !isPhone() && canShareScreen() && (
        <IconButton
          {...common}
          icon={sharing ? <IconScreenShareOff {...ICON} /> : <IconScreenShare {...ICON} />}
          label={t(sharing ? 'call.shareStop' : 'call.share')}
          aria-pressed={sharing}
          onClick={() => (sharing ? room.media.stopScreen() : void room.media.shareScreen())}
        />
      )}
      <span className={classes['chat']}>
        <IconButton
          {...common}
          icon={<IconMessage {...ICON} />}
          label={unread > 0 ? t('call.chatNew', { count: unread }) : t('call.chat')}
          aria-expanded={chatOpen}
          onClick={openChat}
        />
        {unread > 0 && <b aria-hidden>{unread}</b>}
      </span>
      <IconButton kind="dangerSolid" size="xl" round icon={<IconPhoneOff {...ICON} />} label={end.button} onClick={() => setEnding(true)} />
      <Dialog
        open={ending}
        onClose={() => setEnding(false)}
        title={end.title}
        text={end.text}
        actions={
          <>
            <Button size="touch" onClick={() => setEnding(false)}>
              {t('call.end.stay')}
            </Button>
            <Button kind="dangerSolid" size="touch" busy={end.busy} onClick={() => void end.end()}>
              {end.button}
            </Button>
          </>
        }
      />
    </div>
  );
}
