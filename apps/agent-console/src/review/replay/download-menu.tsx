import type { RecordingDetail } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { routeUrl } from '../../app/http-client.ts';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';

const FORMATS = ['mkv', 'mp4'] as const;

/** The whole recording as a file, for those who may; every download leaves an audit record. */
export function DownloadMenu({ recording, masked }: { readonly recording: RecordingDetail; readonly masked: boolean }) {
  const { t } = useTexts();
  const staff = useSignedIn();
  const icon = <IconDownload size={16} stroke={1.75} aria-hidden />;
  if (staff === null || !hasRole(staff, 'supervisor', 'reviewer', 'admin'))
    return (
      <Button size="sm" icon={icon} offReason={t('replay.downloadDenied')}>
        {t('replay.download')}
      </Button>
    );
  if (!recording.mayDownload)
    return (
      <Button size="sm" icon={icon} offReason={t('replay.downloadNotReady')}>
        {t('replay.download')}
      </Button>
    );
  // The file is the evidence itself and shows everything.
  if (masked)
    return (
      <Button size="sm" icon={icon} offReason={t('timeline.downloadMasked')}>
        {t('replay.download')}
      </Button>
    );
  const { recordingId } = recording;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="sm" icon={icon}>
          {t('replay.download')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={routeUrl('recordings.download', { params: { recordingId }, query: { format } })}
            download
          >
            {t(`replay.download.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
