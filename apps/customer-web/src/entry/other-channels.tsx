import type { CustomerSessionView } from '@guichet/protocol';
import { IconBuildingBank, IconPhone, IconWorld } from '@tabler/icons-react';
import { Page } from '../app/page.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './other-channels.module.css';

const ICONS = { branch: IconBuildingBank, phone: IconPhone, web: IconWorld } as const;

/** After a refusal: nothing was recorded, and this is how to go on. */
export function OtherChannels({ session }: { readonly session: CustomerSessionView }) {
  const { t } = useTexts();
  return (
    <Page bank={session.bank}>
      <div>
        <h1>{t('refused.title')}</h1>
        <p className={classes['muted']}>{t('refused.text')}</p>
      </div>
      <ChannelList channels={session.otherChannels} />
    </Page>
  );
}

/** The bank's other ways of being served. */
export function ChannelList({ channels }: { readonly channels: CustomerSessionView['otherChannels'] }) {
  const { t, language } = useTexts();
  return (
    <ul className={classes['list']}>
      {channels.map(({ kind, title, detail }) => {
        const Icon = ICONS[kind];
        return (
          <li key={kind}>
            <Icon size={24} stroke={1.6} aria-hidden />
            <span>
              <small>{t(`channel.${kind}`)}</small>
              <strong>{title[language]}</strong>
              <span>{detail[language]}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
