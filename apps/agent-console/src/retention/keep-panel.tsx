import type { RecordingId } from '@guichet/protocol';
import { Button, formatDateTime } from '@guichet/ui';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Listing } from '../admin/listing.tsx';
import { Banner } from '../app/parts/banner.tsx';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import type { HttpReply } from '../app/http-client.ts';
import { useServices } from '../app/services.ts';
import { hasRole } from '../app/staff-session.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import sideClasses from '../review/replay/side.module.css';
import classes from '../review/review-work.module.css';
import { HoldActions } from './hold-actions.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { HoldTag, KeptUntil, PolicyTag, RetentionTags } from './retention-tags.tsx';

/** On a recording's page: how long it is kept, what holds it, and how it stands in the store. */
export function KeepPanel({ recordingId }: { readonly recordingId: RecordingId }) {
  const { t } = useTexts();
  const { http, queries, toasts } = useServices();
  const staff = useSignedIn();
  const mayHold = staff !== null && hasRole(staff, 'reviewer', 'admin');
  const [placing, setPlacing] = useState(false);
  const query = useQuery({
    queryKey: ['retention', 'of', recordingId],
    queryFn: ({ signal }) => http.request('retention.ofRecording', { params: { recordingId }, signal }),
  });
  return (
    <Listing query={query} failed={{ title: t('keep.loadFailed'), detail: t('retention.loadFailedDetail') }}>
      {(kept) => (
        <>
          <section>
            <h2>
              {t('keep.tab')} {kept.retention !== null && <RetentionTags facts={kept.retention} />}
            </h2>
            <div className={classes['marks']}>
              <Marks kept={kept} />
            </div>
            <Facts kept={kept} />
          </section>
          <section>
            <h2>{t('keep.holds')}</h2>
            {kept.holds.length === 0 && <p className={sideClasses['calm']}>{t('keep.noHolds')}</p>}
            {kept.holds.map((hold) => (
              <div key={hold.holdId} className={classes['finding']}>
                <div className={classes['tags']}>
                  <HoldTag hold={hold} />
                  <span className={classes['note']}>
                    {t('holds.by', { name: hold.placedBy ?? '–', time: formatDateTime(hold.placedAt) })}
                  </span>
                </div>
                <p>{hold.reason}</p>
                {mayHold && <HoldActions hold={hold} />}
              </div>
            ))}
            {mayHold && kept.store.deletedAt === null && (
              <Button size="sm" icon={<IconLock size={16} stroke={1.75} aria-hidden />} onClick={() => setPlacing(true)}>
                {t('holds.place')}
              </Button>
            )}
          </section>
          {placing && (
            <ReasonDialog
              title={t('holds.placeTitle')}
              text={t('holds.placeText')}
              action={t('holds.place')}
              onClose={() => setPlacing(false)}
              onSend={async (reason) => {
                await http.request('holds.place', { params: { recordingId }, body: { reason } });
                toasts.show('ok', t('holds.placed'));
                await queries.invalidateQueries({ queryKey: ['retention'] });
              }}
            />
          )}
        </>
      )}
    </Listing>
  );
}

type Kept = HttpReply<'retention.ofRecording'>;

/** What must not be overlooked. */
function Marks({ kept: { store } }: { readonly kept: Kept }) {
  const { t } = useTexts();
  if (store.deletedAt !== null)
    return <Banner tone="info" title={t('keep.deleted')} detail={t('keep.deletedDetail', { time: formatDateTime(store.deletedAt) })} />;
  if (store.keyDestroyedAt !== null)
    return (
      <Banner
        tone="danger"
        title={t('keep.keyDestroyed')}
        detail={t('keep.keyDestroyedDetail', { time: formatDateTime(store.keyDestroyedAt) })}
      />
    );
  if (store.alarms > 0) return <Banner tone="danger" title={t('keep.damaged', { count: store.alarms })} detail={t('keep.damagedDetail')} />;
  return null;
}

function Facts({ kept: { retention, policies, store } }: { readonly kept: Kept }) {
  const { t } = useTexts();
  return (
    <dl className={sideClasses['facts']}>
      <dt>{t('keep.until')}</dt>
      <dd>{retention === null ? t('keep.notYet') : <KeptUntil facts={retention} />}</dd>
      <dt>{t('keep.policies')}</dt>
      <dd>
        {policies.map((policy) => (
          <PolicyTag key={policy.id} policy={policy} inText />
        ))}
      </dd>
      {retention?.productEndedOn != null && (
        <>
          <dt>{t('keep.productEnded')}</dt>
          <dd>{retention.productEndedOn}</dd>
        </>
      )}
      {retention?.contractEndedOn != null && (
        <>
          <dt>{t('keep.contractEnded')}</dt>
          <dd>{retention.contractEndedOn}</dd>
        </>
      )}
      <dt>{t('keep.archived')}</dt>
      <dd>{store.archivedAt === null ? t('keep.notArchived') : formatDateTime(store.archivedAt)}</dd>
      {store.archivedAt !== null && (
        <>
          <dt>{t('keep.objects')}</dt>
          <dd>{store.objects}</dd>
          <dt>{t('keep.checked')}</dt>
          <dd>{store.lastCheckedAt === null ? '–' : formatDateTime(store.lastCheckedAt)}</dd>
        </>
      )}
    </dl>
  );
}
