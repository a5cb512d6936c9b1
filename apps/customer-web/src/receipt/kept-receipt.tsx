import type { CustomerSessionView } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { readKept, receiptFile, takeHead } from './kept-heads.ts';
import classes from './kept-receipt.module.css';

/** What the institution signed while it went on, and this device kept: to be taken home as a file. Nothing where nothing was signed. */
export function KeptReceipt({ session, final }: { readonly session: CustomerSessionView; readonly final: boolean }) {
  const { t } = useTexts();
  const { counter } = useServices();
  const { sessionId, number } = session;
  const [kept, setKept] = useState(() => readKept(sessionId));

  // Once more when the recording is closed: its last head comes then, and may have been missed.
  useEffect(() => {
    let current = true;
    takeHead(sessionId, null, (after) => counter.ask('receipt.get', { after })).then(
      (found) => current && setKept(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [sessionId, counter, final]);

  if (kept.heads.length === 0) return null;
  const save = () => {
    const url = URL.createObjectURL(new Blob([receiptFile(sessionId, kept)], { type: 'application/json' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: `receipt-${number}.json` });
    link.click();
    // The browser reads it after this turn.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <div className={classes['kept']} data-kept-heads={kept.heads.length}>
      <p>{t('ended.receipt.text', { count: kept.heads.length })}</p>
      <Button size="touch" icon={<IconDownload size={18} stroke={1.75} aria-hidden />} onClick={save}>
        {t('ended.receipt.save')}
      </Button>
    </div>
  );
}
