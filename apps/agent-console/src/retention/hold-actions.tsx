import type { HoldView } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from '../review/review-work.module.css';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

/** What somebody may do about a hold: ask for its release, or decide what another one asked for. */
export function HoldActions({ hold }: { readonly hold: HoldView }) {
  const { t } = useTexts();
  const { http, queries, toasts } = useServices();
  const [asking, setAsking] = useState<'request' | 'release' | null>(null);
  const params = { holdId: hold.holdId };
  const done = async (text: string) => {
    toasts.show('ok', text);
    await Promise.all([queries.invalidateQueries({ queryKey: ['holds'] }), queries.invalidateQueries({ queryKey: ['retention'] })]);
  };
  const close = () => setAsking(null);
  const decide = async (decision: 'release' | 'keep') => {
    await http.request('holds.decideRelease', { params, body: { decision } });
    await done(t(decision === 'release' ? 'holds.released' : 'holds.kept'));
  };
  if (hold.state === 'released') return null;
  return (
    <div className={classes['actions']}>
      {hold.state === 'standing' && (
        <Button size="sm" onClick={() => setAsking('request')}>
          {t('holds.requestRelease')}
        </Button>
      )}
      {hold.state === 'release_requested' && (
        <Button size="sm" offReason={hold.mayRelease ? null : t('holds.waitsForOther')} onClick={() => setAsking('release')}>
          {t('holds.release')}
        </Button>
      )}
      {hold.state === 'release_requested' && (
        <Button size="sm" onClick={() => void decide('keep').catch(() => queries.invalidateQueries({ queryKey: ['holds'] }))}>
          {t('holds.keep')}
        </Button>
      )}
      {asking === 'request' && (
        <ReasonDialog
          title={t('holds.requestTitle')}
          text={t('holds.requestText')}
          action={t('holds.requestRelease')}
          onClose={close}
          onSend={async (reason) => {
            await http.request('holds.requestRelease', { params, body: { reason } });
            await done(t('holds.requested'));
          }}
        />
      )}
      {asking === 'release' && (
        <ConfirmDialog
          title={t('holds.releaseTitle')}
          text={t('holds.releaseText')}
          action={t('holds.release')}
          danger
          onClose={close}
          onSend={() => decide('release')}
        />
      )}
    </div>
  );
}
