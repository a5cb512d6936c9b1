import type { WorkbenchView } from '@guichet/protocol';
import { canShareScreen } from '@guichet/rtc-client';
import { Button, IconButton } from '@guichet/ui';
import {
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconScreenShare,
  IconScreenShareOff,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { CallMediaState } from '../media/call-media-state.ts';
import { useAsk } from '../use-ask.ts';
import classes from './call-controls.module.css';
import { DevicesMenu } from './devices-menu.tsx';

interface CallControlsProps {
  readonly workbench: WorkbenchView;
  readonly media: CallMediaState;
  readonly deskLive: boolean;
  /** The session is this agent's; a colleague who was called in may neither hold nor end it. */
  readonly owner: boolean;
  readonly onEnd: () => void;
}

const ICON = { size: 20, stroke: 1.6, 'aria-hidden': true } as const;

export function CallControls({ workbench, media: state, deskLive, owner, onEnd }: CallControlsProps) {
  const { t } = useTexts();
  const { media } = useServices();
  const { ask, busy } = useAsk();
  const { self, phase } = state;
  const held = workbench.call?.held ?? false;
  const notLive = phase === 'live' || phase === 'unsteady' || phase === 'reconnecting' ? null : t('call.offReason.notLive');
  const ownerOnly = deskLive ? (owner ? null : t('call.offReason.notOwner')) : t('call.offReason.deskAway');

  return (
    <div className={classes['controls']} role="toolbar" aria-label={workbench.number}>
      <IconButton
        size="lg"
        label={t(self.microphoneOn ? 'call.mute' : 'call.unmute')}
        aria-pressed={!self.microphoneOn}
        offReason={notLive}
        icon={self.microphoneOn ? <IconMicrophone {...ICON} /> : <IconMicrophoneOff {...ICON} />}
        onClick={() => media.setMicrophone(!self.microphoneOn)}
      />
      <IconButton
        size="lg"
        label={t(self.cameraOn ? 'call.cameraOff' : 'call.cameraOn')}
        aria-pressed={!self.cameraOn}
        offReason={notLive}
        icon={self.cameraOn ? <IconVideo {...ICON} /> : <IconVideoOff {...ICON} />}
        onClick={() => media.setCamera(!self.cameraOn)}
      />
      <DevicesMenu media={state} offReason={notLive} />
      <Button
        size="lg"
        aria-pressed={self.screen !== null}
        offReason={notLive ?? (canShareScreen() ? null : t('call.offReason.noShare'))}
        icon={
          self.screen === null ? (
            <IconScreenShare size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconScreenShareOff size={16} stroke={1.75} aria-hidden />
          )
        }
        onClick={() => (self.screen === null ? void media.startScreen() : media.stopScreen())}
      >
        {t(self.screen === null ? 'call.share' : 'call.shareStop')}
      </Button>
      <Button
        size="lg"
        aria-pressed={held}
        busy={busy}
        offReason={ownerOnly}
        icon={held ? <IconPlayerPlay size={16} stroke={1.75} aria-hidden /> : <IconPlayerPause size={16} stroke={1.75} aria-hidden />}
        onClick={() => void ask('call.hold', { sessionId: workbench.sessionId, held: !held })}
      >
        {t(held ? 'call.unhold' : 'call.hold')}
      </Button>
      <span className={classes['grow']} />
      <Button
        size="lg"
        kind="dangerSolid"
        offReason={ownerOnly}
        icon={<IconPhoneOff size={16} stroke={1.75} aria-hidden />}
        onClick={onEnd}
      >
        {t('call.end')}
      </Button>
    </div>
  );
}
