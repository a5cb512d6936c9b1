import type { CustomerSessionView } from '@guichet/protocol';
import type { DeviceTrouble, LocalMedia, LocalMediaView } from '@guichet/rtc-client';
import { Button } from '@guichet/ui';
import { IconVideo, IconVideoOff } from '@tabler/icons-react';
import { Page } from '../app/page.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './precheck-screen.module.css';

interface AskForDevicesProps {
  readonly bank: CustomerSessionView['bank'];
  readonly media: LocalMedia;
  readonly devices: LocalMediaView;
}

/** Before the browser asks, and when it was told no. */
export function AskForDevices({ bank, media, devices: { microphone, camera } }: AskForDevicesProps) {
  const { t } = useTexts();
  const trouble = microphone.trouble ?? camera.trouble;
  const busy = microphone.status === 'opening' || camera.status === 'opening';
  // One after the other: some browsers drop the second of two questions asked at once.
  const open = () => void media.openMicrophone().then(() => media.openCamera());
  const { title, text } = useTroubleText(trouble);
  return (
    <Page
      bank={bank}
      actions={
        <Button kind="primary" size="xl" wide busy={busy} onClick={open}>
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
