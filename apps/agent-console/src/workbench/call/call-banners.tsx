import type { StaffId, WorkbenchView } from '@guichet/protocol';
import { Button, errorText, formatAge, type RecordingPhase, useNow } from '@guichet/ui';
import { Banner } from '../../app/parts/banner.tsx';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { CallMediaState } from '../media/call-media-state.ts';
import { useAsk } from '../use-ask.ts';
import { isConnected, otherParties } from './party.ts';
import { useSince } from './party-tile.tsx';

/** Shorter than this a connection that is being taken up again is not worth a word: picture and sound go on. */
const UNSTEADY_AFTER_MS = 3_000;

interface CallBannersProps {
  readonly workbench: WorkbenchView;
  readonly media: CallMediaState;
  readonly phase: RecordingPhase;
  readonly me: StaffId;
  readonly customerFlowing: boolean;
}

/** What stands in the way of going on, gravest first; then what is under way. */
export function CallBanners({ workbench, media, phase, me, customerFlowing }: CallBannersProps) {
  return (
    <>
      <RecordingBanner phase={phase} />
      <OwnConnectionBanner media={media} />
      <CustomerBanner workbench={workbench} media={media} flowing={customerFlowing} />
      <StateBanners workbench={workbench} media={media} />
      <TransferBanner workbench={workbench} me={me} />
    </>
  );
}

function RecordingBanner({ phase }: { readonly phase: RecordingPhase }) {
  const { t } = useTexts();
  if (phase.kind === 'stopped') {
    const title = phase.trouble === null ? t('call.stoppedUnknown') : t('call.stopped', { trouble: t(`trouble.${phase.trouble}`) });
    return <Banner tone="danger" title={title} detail={t('call.stoppedDetail')} />;
  }
  if (phase.kind === 'step_paused') return <Banner tone="warn" title={t('call.stepPaused')} detail={t('call.stepPausedDetail')} />;
  if (phase.kind === 'unconfirmed' && phase.trouble !== null) {
    return (
      <Banner tone="warn" title={t('call.unconfirmed')} detail={t('call.unconfirmedDetail', { trouble: t(`trouble.${phase.trouble}`) })} />
    );
  }
  return null;
}

function OwnConnectionBanner({ media: state }: { readonly media: CallMediaState }) {
  const { t, language } = useTexts();
  const { media } = useServices();
  const now = useNow(500, undefined, state.phase === 'reconnecting' || state.phase === 'unsteady');
  const awayMs = Math.max(0, now - (state.interruptedSinceMs ?? now));
  switch (state.phase) {
    case 'unsteady':
      return awayMs < UNSTEADY_AFTER_MS ? null : (
        <Banner tone="info" title={t('call.unsteady', { age: formatAge(awayMs) })} detail={t('call.unsteadyDetail')} />
      );
    case 'reconnecting':
      return <Banner tone="warn" title={t('call.reconnecting', { age: formatAge(awayMs) })} detail={t('call.reconnectingDetail')} />;
    case 'replaced':
      return (
        <Banner
          tone="info"
          title={t('call.replaced')}
          detail={t('call.replacedDetail')}
          action={
            <Button size="sm" onClick={() => void media.rejoin()}>
              {t('call.takeHere')}
            </Button>
          }
        />
      );
    case 'failed':
    case 'ended':
      return (
        <Banner
          tone="warn"
          title={t('call.joinFailed')}
          detail={state.error === null ? undefined : errorText(state.error, language)}
          action={
            <Button size="sm" onClick={() => void media.rejoin()}>
              {t('call.joinAgain')}
            </Button>
          }
        />
      );
    default:
      return null;
  }
}

interface CustomerBannerProps {
  readonly workbench: WorkbenchView;
  readonly media: CallMediaState;
  readonly flowing: boolean;
}

function CustomerBanner({ workbench, media, flowing }: CustomerBannerProps) {
  const { t } = useTexts();
  const customer =
    workbench.call === null
      ? undefined
      : otherParties(workbench.call, media.selfId, media.remotes).find(({ party }) => party.role === 'customer');
  const gone = customer !== undefined && !isConnected(customer);
  const noticedMs = useSince(gone);
  const sinceMs = customer?.media?.awaySinceMs ?? noticedMs;
  const now = useNow(500, undefined, gone);
  if (!gone) return null;
  const awayMs = sinceMs === null ? 0 : Math.max(0, now - sinceMs);
  if (flowing) {
    return awayMs < UNSTEADY_AFTER_MS ? null : (
      <Banner tone="info" title={t('call.customerUnsteady', { age: formatAge(awayMs) })} detail={t('call.unsteadyDetail')} />
    );
  }
  const title = sinceMs === null ? t('call.customerGoneNow') : t('call.customerGone', { age: formatAge(awayMs) });
  return <Banner tone="warn" title={title} detail={t('call.customerGoneDetail')} />;
}

function StateBanners({ workbench, media: state }: { readonly workbench: WorkbenchView; readonly media: CallMediaState }) {
  const { t } = useTexts();
  const { media } = useServices();
  const { ask, busy } = useAsk();
  return (
    <>
      {state.self.microphoneTrouble !== null && (
        <Banner
          tone="warn"
          title={t('call.micTrouble')}
          detail={t(state.self.microphoneTrouble === 'denied' ? 'call.micDenied' : 'call.micMissing')}
          action={
            <Button size="sm" onClick={() => media.setMicrophone(true)}>
              {t('app.retry')}
            </Button>
          }
        />
      )}
      {state.soundBlocked && (
        <Banner
          tone="warn"
          title={t('call.soundBlocked')}
          action={
            <Button size="sm" onClick={() => void media.startSound()}>
              {t('call.soundStart')}
            </Button>
          }
        />
      )}
      {workbench.call?.held === true && (
        <Banner
          tone="info"
          title={t('call.held')}
          detail={t('call.heldDetail')}
          action={
            <Button size="sm" busy={busy} onClick={() => void ask('call.hold', { sessionId: workbench.sessionId, held: false })}>
              {t('call.unhold')}
            </Button>
          }
        />
      )}
      {state.self.screen !== null && (
        <Banner
          tone="info"
          title={t('call.sharing')}
          action={
            <Button size="sm" onClick={() => media.stopScreen()}>
              {t('call.shareStop')}
            </Button>
          }
        />
      )}
    </>
  );
}

function TransferBanner({ workbench, me }: { readonly workbench: WorkbenchView; readonly me: StaffId }) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const { transfer } = workbench;
  if (transfer === null) return null;
  const { transferId, from, to } = transfer;
  if (from.staffId !== me) {
    return (
      <Banner
        tone="info"
        title={t('transfer.consulting', { name: from.displayName })}
        detail={t('transfer.consultingDetail', { name: from.displayName })}
      />
    );
  }
  const cancel = (
    <Button size="sm" busy={busy} onClick={() => void ask('transfer.cancel', { transferId })}>
      {t('transfer.cancel')}
    </Button>
  );
  if (transfer.status === 'requested') {
    return (
      <Banner tone="info" title={t('transfer.waiting', { name: to.displayName })} detail={t('transfer.waitingDetail')} action={cancel} />
    );
  }
  return (
    <Banner
      tone="info"
      title={t('transfer.joined', { name: to.displayName })}
      detail={t('transfer.joinedDetail')}
      action={
        <>
          {cancel}
          <Button size="sm" kind="primary" busy={busy} onClick={() => void ask('transfer.complete', { transferId })}>
            {t('transfer.complete')}
          </Button>
        </>
      }
    />
  );
}
