import type { CallView, StaffId, WorkbenchView } from '@guichet/protocol';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { FlowStepper } from '../flow/flow-stepper.tsx';
import { EventLog } from '../log/event-log.tsx';
import { NO_CALL } from '../media/call-media-state.ts';
import { CallBanners } from './call-banners.tsx';
import { CallControls } from './call-controls.tsx';
import { CallStage } from './call-stage.tsx';
import { CallTopBar } from './call-top-bar.tsx';
import classes from './call-work.module.css';
import { EndDialog } from './end-dialog.tsx';
import { LiveWarnings } from './live-warnings.tsx';
import { isConnected, otherParties, withCustomerName } from './party.ts';
import { ServicePanel } from './service-panel.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { useRecordingPhase } from './use-recording-phase.ts';

interface CallWorkProps {
  readonly workbench: WorkbenchView;
  readonly call: CallView;
  readonly me: StaffId;
  readonly deskLive: boolean;
}

/** The workbench while a call runs. */
export function CallWork({ workbench, call, me, deskLive }: CallWorkProps) {
  const { t } = useTexts();
  const { media: callMedia } = useServices();
  const state = useStore(callMedia.state);
  const media = state.sessionId === workbench.sessionId ? state : NO_CALL;
  const [asking, setAsking] = useState<'end' | 'transfer' | null>(null);
  const customer = otherParties(call, media.selfId, media.remotes).find(({ party }) => party.role === 'customer');
  const [customerFlowing, setCustomerFlowing] = useState(false);
  const interrupted = media.phase === 'reconnecting' || (customer !== undefined && !isConnected(customer) && !customerFlowing);
  const phase = useRecordingPhase(workbench, media, interrupted);
  const handOverOffReason = deskLive ? (workbench.transfer === null ? null : t('call.offReason.transfer')) : t('call.offReason.deskAway');
  const mine = workbench.transfer === null || workbench.transfer.from.staffId === me;

  return (
    <>
      <CallTopBar
        workbench={workbench}
        phase={phase}
        media={media}
        onHandOver={mine ? () => setAsking('transfer') : null}
        handOverOffReason={handOverOffReason}
      />
      {workbench.flow !== null && <FlowStepper flow={workbench.flow} />}
      <CallBanners workbench={workbench} media={media} phase={phase} me={me} customerFlowing={customerFlowing} />
      <div className={classes['body']}>
        <div className={classes['middle']}>
          <CallStage
            call={withCustomerName(call, workbench.customer.displayName ?? t('who.customer'))}
            media={media}
            onCustomerFlowing={setCustomerFlowing}
          />
          <CallControls workbench={workbench} media={media} deskLive={deskLive} owner={mine} onEnd={() => setAsking('end')} />
          <div className={classes['log']}>
            {workbench.warnings.length > 0 && <LiveWarnings warnings={workbench.warnings} />}
            <EventLog log={workbench.log} flow={workbench.flow} className={classes['entries']} />
          </div>
        </div>
        <ServicePanel workbench={workbench} deskLive={deskLive} />
      </div>
      <EndDialog open={asking === 'end'} sessionId={workbench.sessionId} onClose={() => setAsking(null)} />
      <TransferDialog open={asking === 'transfer'} sessionId={workbench.sessionId} onClose={() => setAsking(null)} />
    </>
  );
}
