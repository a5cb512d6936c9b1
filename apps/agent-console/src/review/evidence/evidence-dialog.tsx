import { AppError, type EvidenceView, ExportReason, type RecordingDetail, type SealStatus } from '@guichet/protocol';
import { Button, Dialog, errorText, Skeleton, StateView, Tag } from '@guichet/ui';
import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sentences } from '../../app/parts/sentences.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { EvidenceExports } from './evidence-exports.tsx';
import { SEAL_TONES, SealFacts } from './seal-facts.tsx';
import classes from './evidence.module.css';

/** How often what is at work is asked for, and what has not begun. */
const REFRESH_MS = 1_000;
const UNSEALED_REFRESH_MS = 3_000;

function refreshMs({ status, exports }: EvidenceView): number | false {
  if (status === 'pending' || status === 'waiting' || exports.some((one) => one.status === 'pending')) return REFRESH_MS;
  // Whoever opens a recording right after the call is there before its seal.
  return status === 'none' ? UNSEALED_REFRESH_MS : false;
}

/** Where the seal of the recording's session stands, and the way to its evidence package. */
export function EvidenceButton({ recording: { sessionId } }: { readonly recording: Pick<RecordingDetail, 'sessionId'> }) {
  const { t } = useTexts();
  const { http } = useServices();
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ['evidence', sessionId],
    queryFn: ({ signal }) => http.request('evidence.read', { params: { sessionId }, signal }),
    refetchInterval: ({ state }) => (state.data === undefined ? false : refreshMs(state.data)),
  });
  return (
    <>
      <Button size="sm" icon={<IconRosetteDiscountCheck size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen(true)}>
        {t('evidence.open')}
        {query.data !== undefined && <Tag tone={SEAL_TONES[query.data.status]}>{t(`evidence.status.${query.data.status}`)}</Tag>}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('evidence.title')}
        text={t('evidence.text')}
        actions={<Button onClick={() => setOpen(false)}>{t('evidence.done')}</Button>}
      >
        <Evidence query={query} sessionId={sessionId} />
      </Dialog>
    </>
  );
}

interface EvidenceProps {
  readonly sessionId: RecordingDetail['sessionId'];
  readonly query: {
    readonly data: EvidenceView | undefined;
    readonly isPending: boolean;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
}

function Evidence({ sessionId, query }: EvidenceProps) {
  const { t, language } = useTexts();
  if (query.data === undefined && query.error !== null) {
    return (
      <StateView
        kind="error"
        compact
        title={t('evidence.loadFailed')}
        detail={sentences(language, errorText(AppError.from(query.error), language), t('evidence.loadFailedDetail'))}
        action={<Button onClick={() => void query.refetch()}>{t('app.retry')}</Button>}
      />
    );
  }
  if (query.data === undefined) return <Skeleton rows={4} />;
  return (
    <div className={classes['panel']}>
      <SealFacts evidence={query.data} />
      {query.data.mayExport && <AskForPackage sessionId={sessionId} status={query.data.status} />}
      {query.data.mayExport && <EvidenceExports sessionId={sessionId} exports={query.data.exports} />}
    </div>
  );
}

/** A package leaves the house: why stands in the audit trail before it is made. */
function AskForPackage({ sessionId, status }: { readonly sessionId: RecordingDetail['sessionId']; readonly status: SealStatus }) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const [reason, setReason] = useState<ExportReason | null>(null);
  const [busy, setBusy] = useState(false);
  const isSealed = status === 'sealed' || status === 'waiting';

  const ask = async (): Promise<void> => {
    if (reason === null) return;
    setBusy(true);
    try {
      await http.request('evidence.export', { params: { sessionId }, body: { reason } });
      setReason(null);
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    } finally {
      await queries.invalidateQueries({ queryKey: ['evidence', sessionId] });
      setBusy(false);
    }
  };
  return (
    <div className={classes['order']}>
      <fieldset className={classes['reasons']}>
        <legend>{t('evidence.reason')}</legend>
        {ExportReason.options.map((option) => (
          <label key={option}>
            <input type="radio" name="reason" value={option} checked={reason === option} onChange={() => setReason(option)} />
            {t(`evidence.reason.${option}`)}
          </label>
        ))}
      </fieldset>
      <Button
        kind="primary"
        busy={busy}
        offReason={!isSealed ? t('evidence.notSealed') : reason === null ? t('evidence.reasonFirst') : null}
        onClick={() => void ask()}
      >
        {t('evidence.make')}
      </Button>
    </div>
  );
}
