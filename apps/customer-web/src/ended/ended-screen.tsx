import type { CustomerSessionView } from '@guichet/protocol';
import { Button, formatClock, formatCustomerDateTime } from '@guichet/ui';
import { IconCheck, IconCopy, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { Page } from '../app/page.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import { KeptReceipt } from '../receipt/kept-receipt.tsx';
import { Rating } from './rating.tsx';
import classes from './ended-screen.module.css';

/** The receipt: what was done, the fingerprint of what was recorded, and how it was. */
export function EndedScreen({ session }: { readonly session: CustomerSessionView }) {
  const { t, language } = useTexts();
  const { receipt, recording, endReason } = session;
  const title = endReason === 'customer_left' ? 'ended.title.left' : endReason === 'connection_lost' ? 'ended.title.lost' : 'ended.title';
  return (
    <Page bank={session.bank}>
      <div className={classes['done']}>
        <span>
          <IconCheck size={32} stroke={1.75} aria-hidden />
        </span>
        <h1>{t(title)}</h1>
        <p>{t(recording === null ? 'ended.text.norecording' : 'ended.text')}</p>
      </div>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('ended.service')}</dt>
          <dd>{session.serviceType.title[language]}</dd>
        </div>
        <div>
          <dt>{t('ended.number')}</dt>
          <dd data-num>{session.number}</dd>
        </div>
        {receipt !== null && (
          <div>
            <dt>{t('ended.time')}</dt>
            <dd data-num>{formatCustomerDateTime(receipt.endedAt, language)}</dd>
          </div>
        )}
        {receipt !== null && recording !== null && (
          <div>
            <dt>{t('ended.duration')}</dt>
            <dd data-num>{formatClock(receipt.durationMs)}</dd>
          </div>
        )}
      </dl>
      {receipt !== null && <Fingerprint session={session} receipt={receipt} />}
      {recording !== null && <Rating rated={session.rated} />}
      <p className={classes['close']}>{t('ended.close')}</p>
    </Page>
  );
}

type Receipt = NonNullable<CustomerSessionView['receipt']>;

/** Of the whole recording, or none yet: one that changes a moment later would be no proof in anybody's hand. */
function Fingerprint({ session, receipt }: { readonly session: CustomerSessionView; readonly receipt: Receipt }) {
  const { t } = useTexts();
  const { final, recordingHead: head, chunks } = receipt;
  if (final && head === null) return null;
  return (
    <section className={classes['fingerprint']} aria-labelledby="fingerprint" data-receipt={final ? 'final' : 'open'}>
      <h2 id="fingerprint">
        <IconShieldLock size={20} stroke={1.6} aria-hidden />
        {t('ended.fingerprint')}
      </h2>
      <p className={classes['head']} data-mono aria-hidden={!final}>
        {(final ? head : null)?.match(/.{4}/g)?.map((part, index) => <span key={index}>{part}</span>) ??
          BLANKS.map((_, index) => <i key={index} />)}
      </p>
      <p role="status">{t(final ? 'ended.fingerprint.text' : 'ended.fingerprint.closing')}</p>
      {final && head !== null && (
        <div className={classes['fingerprintFoot']}>
          <small>{t('ended.chunks', { count: chunks })}</small>
          <CopyButton text={head} />
        </div>
      )}
      <KeptReceipt session={session} final={final} />
    </section>
  );
}

/** As many as the fingerprint has groups: what comes takes the same room. */
const BLANKS = Array.from({ length: 16 });

function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <>
      <Button size="touch" icon={<IconCopy size={18} stroke={1.75} aria-hidden />} onClick={copy}>
        {t(copied ? 'ended.copied' : 'ended.copy')}
      </Button>
      <span className="visually-hidden" role="status">
        {copied ? t('ended.copied') : ''}
      </span>
    </>
  );
}
