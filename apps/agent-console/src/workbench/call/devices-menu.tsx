import { IconButton } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconCheck, IconSettings } from '@tabler/icons-react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { CallMediaState, DeviceKind } from '../media/call-media-state.ts';

const KINDS: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];

/** Choose microphone, camera and speaker during the call; the track stays the same, so that the recording goes on without a cut. */
export function DevicesMenu({ media: state, offReason }: { readonly media: CallMediaState; readonly offReason: string | null }) {
  const { t } = useTexts();
  const { media } = useServices();
  const icon = <IconSettings size={20} stroke={1.6} aria-hidden />;
  if (offReason !== null) return <IconButton size="lg" label={t('call.devices')} offReason={offReason} icon={icon} />;
  return (
    <Menu position="top-start" width={280} withinPortal>
      <Menu.Target>
        <IconButton size="lg" label={t('call.devices')} icon={icon} />
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => {
          const devices = state.devices[kind];
          // A browser that cannot choose a speaker lists none; then there is nothing to say of it.
          if (kind === 'speaker' && devices.length === 0) return null;
          return (
            <div key={kind} role="group" aria-label={t(`call.devices.${kind}`)}>
              <Menu.Label>{t(`call.devices.${kind}`)}</Menu.Label>
              {devices.length === 0 && <Menu.Item disabled>{t('call.devices.none')}</Menu.Item>}
              {devices.map((device, index) => (
                <Menu.Item
                  key={device.deviceId} role="menuitemradio" aria-checked={device.chosen}
                  rightSection={device.chosen ? <IconCheck size={16} stroke={1.75} aria-hidden /> : null}
                  onClick={() => media.chooseDevice(kind, device.deviceId)}
                >
                  {device.label || t('call.devices.default', { number: index + 1 })}
                </Menu.Item>
              ))}
            </div>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
