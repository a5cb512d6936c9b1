import { IconButton } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './call-controls.module.css';
import type { CallMediaState, DeviceKind } from '../media/call-media-state.ts';

const KINDS: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];

/** Choose microphone, camera and speaker during the call; the track stays the same, so that the recording goes on without a cut. */
export function DevicesMenu({ media: state, offReason }: { readonly media: CallMediaState; readonly offReason: string | null }) {
  const { t } = useTexts();
  const { media } = useServices();
  const icon = <IconSettings size={20} stroke={1.6} aria-hidden />;
  if (offReason !== null) return <IconButton size="lg" label={t('call.devices')} offReason={offReason} icon={icon} />;
  return (
    <Menu position="bottom-start" width={300} withinPortal middlewares={{ flip: false, shift: true }}>
      <Menu.Target>
        <IconButton size="lg" label={t('call.devices')} icon={icon} />
      </Menu.Target>
      {/* Below the controls and no higher than what is there: never over the picture. */}
      <Menu.Dropdown className={classes['devices'] ?? ''}>
        {KINDS.map((kind) => {
          const devices = state.devices[kind];
          // A browser that cannot choose a speaker lists none; then there is nothing to say of it.
          if (kind === 'speaker' && devices.length === 0) return null;
          return (
            <div key={kind} role="group" aria-label={t(`call.devices.${kind}`)}>
              <Menu.Label>{t(`call.devices.${kind}`)}</Menu.Label>
              {devices.length === 0 && <Menu.Item disabled>{t('call.devices.none')}</Menu.Item>}
              <Menu.RadioGroup
                value={devices.find((device) => device.chosen)?.deviceId ?? null}
                onChange={(deviceId) => media.chooseDevice(kind, deviceId)}
              >
                {devices.map((device, index) => (
                  <Menu.RadioItem key={device.deviceId} value={device.deviceId}>
                    {device.label || t('call.devices.default', { number: index + 1 })}
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
            </div>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
