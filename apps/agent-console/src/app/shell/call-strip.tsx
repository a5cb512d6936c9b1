import type { WorkbenchView } from '@guichet/protocol';
import { Button, RecordingIndicator } from '@guichet/ui';
import { IconArrowRight } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { isConnected, otherParties } from '../../workbench/call/party.ts';
import { useRecordingPhase } from '../../workbench/call/use-recording-phase.ts';
import { useServices } from '../services.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/use-texts.ts';
import classes from './call-strip.module.css';

/** A call goes on while another page is open: this says so, with its recording, and leads back. */
export function CallStrip() {
  const { desk } = useServices();
  const workbench = useStore(desk.desk)?.workbench ?? null;
  return workbench?.call == null || workbench.status !== 'in_call' ? null : <Strip workbench={workbench} />;
}

function Strip({ workbench }: { readonly workbench: WorkbenchView }) {
  const { t } = useTexts();
  const { media } = useServices();
  const router = useRouter();
  const state = useStore(media.state);
  const parties = workbench.call === null ? [] : otherParties(workbench.call, state.selfId, state.remotes);
  const interrupted = state.phase === 'reconnecting' || parties.some((seen) => seen.party.role === 'customer' && !isConnected(seen));
  const phase = useRecordingPhase(workbench, state, interrupted);
  return (
    <section className={classes['strip']} aria-label={t('nav.desk')}>
      <span>{t('call.strip', { name: workbench.customer.displayName ?? t('who.customer') })}</span>
      <RecordingIndicator phase={phase} />
      <span className={classes['grow']} />
      <Button size="sm" icon={<IconArrowRight size={16} stroke={1.75} aria-hidden />} onClick={() => void router.navigate({ to: '/desk' })}>
        {t('call.back')}
      </Button>
    </section>
  );
}
