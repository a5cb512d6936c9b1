import type { OfferView } from '@guichet/protocol';
import { Button, formatWait, IconButton, useNow } from '@guichet/ui';
import { IconBell, IconBellOff } from '@tabler/icons-react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../use-ask.ts';
import { CountdownRing } from './countdown-ring.tsx';
import classes from './docked-card.module.css';

/** How long an agent is rung before the next one is; the offer itself says until when. */
const RINGS_FOR_MS = 20_000;

export function OfferCard({ offer }: { readonly offer: OfferView }) {
  const { t, language } = useTexts();
  const { clock, ring } = useServices();
  const { enabled } = useStore(ring.state);
  const { ask, busy } = useAsk();
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const now = useNow(250, serverNow);
  const [shownAtMs] = useState(serverNow);
  const id = useId();
  const accept = useRef<HTMLButtonElement>(null);

  // Whoever is typing a note keeps the keyboard; everyone else can answer with Enter.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) accept.current?.focus();
    const title = document.title;
    document.title = t('offer.tab', { number: offer.ticketNumber });
    return () => {
      document.title = title;
    };
  }, [offer.offerId, offer.ticketNumber, t]);

  return (
    <section className={classes['card']} role="alertdialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-facts`} data-offer>
      <header className={classes['head']}>
        <CountdownRing leftMs={Math.min(offer.ringsUntil - now, RINGS_FOR_MS)} totalMs={RINGS_FOR_MS} />
        <div className={classes['grow']}>
          <h2 id={`${id}-title`}>{t('offer.title', { number: offer.ticketNumber })}</h2>
          <p>{t('offer.lead')}</p>
        </div>
        <IconButton
          kind="quiet"
          size="sm"
          label={t(enabled ? 'offer.mute' : 'offer.unmute')}
          icon={enabled ? <IconBell size={16} stroke={1.75} aria-hidden /> : <IconBellOff size={16} stroke={1.75} aria-hidden />}
          onClick={() => ring.setEnabled(!enabled)}
        />
      </header>
      <dl className={classes['facts']} id={`${id}-facts`}>
        <div>
          <dt>{t('offer.service')}</dt>
          <dd>{offer.serviceType.title[language]}</dd>
        </div>
        <div>
          <dt>{t('offer.waited')}</dt>
          <dd>{formatWait(offer.waitedMs + Math.max(0, now - shownAtMs))}</dd>
        </div>
        <div>
          <dt>{t('offer.customer')}</dt>
          <dd>{offer.customerName ?? t('offer.unknownCustomer')}</dd>
        </div>
        <div>
          <dt>{t('offer.language')}</dt>
          <dd>{t(`language.${offer.language}`)}</dd>
        </div>
      </dl>
      <div className={classes['actions']}>
        <Button kind="quiet" busy={busy} onClick={() => void ask('offer.decline', { offerId: offer.offerId })}>
          {t('offer.decline')}
        </Button>
        <Button ref={accept} kind="primary" busy={busy} onClick={() => void ask('offer.accept', { offerId: offer.offerId })}>
          {t('offer.accept')}
        </Button>
      </div>
    </section>
  );
}
