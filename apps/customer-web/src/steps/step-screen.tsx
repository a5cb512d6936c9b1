import type { CustomerSessionView } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { IconFlag, IconHourglass } from '@tabler/icons-react';
import { Page } from '../app/page.tsx';
import { BigNotice } from '../app/problem-screen.tsx';
import { useAsk } from '../app/use-ask.ts';
import { CUSTOMER } from '../counter/call-session.ts';
import { ChannelList } from '../entry/other-channels.tsx';
import { currentStep, FlowStep } from './flow/flow-step.tsx';
import { isShown } from './flow/step-parts.ts';
import { useStepTexts } from './flow/texts/use-step-texts.ts';

/** A step outside of any call: before one, between two, or after the last. */
export function StepScreen({ session }: { readonly session: CustomerSessionView }) {
  const { t } = useStepTexts();
  const { flow, bank } = session;
  const step = currentStep(flow);
  if (flow === null || flow.outcome !== null) return <OverScreen session={session} />;
  if (step !== null && isShown(step)) {
    return (
      <Page bank={bank}>
        <FlowStep flow={flow} step={step} self={CUSTOMER} />
      </Page>
    );
  }
  const text = step?.type === 'connect' ? t(`between.${step.view['step'] === 'close' ? 'closing' : 'connecting'}`) : t('theirs.system');
  return (
    <Page bank={bank} centred>
      <div role="status">
        <BigNotice Icon={IconHourglass} title={t('between.title')} text={text} />
      </div>
    </Page>
  );
}

/** The flow has come to an end, the session has not: nothing more happens unless the customer leaves. */
function OverScreen({ session }: { readonly session: CustomerSessionView }) {
  const { t } = useStepTexts();
  const { ask, busy } = useAsk();
  return (
    <Page
      bank={session.bank}
      centred
      actions={
        <Button kind="primary" size="xl" wide busy={busy} onClick={() => void ask('session.end', {})}>
          {t('over.leave')}
        </Button>
      }
    >
      <BigNotice Icon={IconFlag} title={t('over.title')} text={t('over.text')} />
      <ChannelList channels={session.otherChannels} />
    </Page>
  );
}
