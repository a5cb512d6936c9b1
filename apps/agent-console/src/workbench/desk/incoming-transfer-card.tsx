import type { TransferView } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { IconArrowForwardUp } from '@tabler/icons-react';
import { useId } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../use-ask.ts';
import classes from './docked-card.module.css';

/** A colleague asks this agent to take over. It stays until it is answered or withdrawn. */
export function IncomingTransferCard({ transfer }: { readonly transfer: TransferView }) {
  const { t, language } = useTexts();
  const { ask, busy } = useAsk();
  const id = useId();
  const { transferId } = transfer;
  return (
    <section className={classes['card']} role="alertdialog" aria-labelledby={`${id}-title`} data-transfer>
      <header className={classes['head']}>
        <IconArrowForwardUp size={24} stroke={1.6} aria-hidden />
        <div className={classes['grow']}>
          <h2 id={`${id}-title`}>{t('transfer.incoming', { name: transfer.from.displayName })}</h2>
          <p>{transfer.serviceType.title[language]}</p>
        </div>
      </header>
      {transfer.note !== null && transfer.note !== '' && (
        <p className={classes['note']}>
          <small>{t('transfer.note.title')}</small>
          {transfer.note}
        </p>
      )}
      <div className={classes['actions']}>
        <Button kind="quiet" busy={busy} onClick={() => void ask('transfer.decline', { transferId })}>
          {t('transfer.decline')}
        </Button>
        <Button kind="primary" busy={busy} onClick={() => void ask('transfer.accept', { transferId })}>
          {t('transfer.accept')}
        </Button>
      </div>
    </section>
  );
}
