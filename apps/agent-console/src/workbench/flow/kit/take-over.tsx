import { TakeOverReason, type TakeOverView } from '@guichet/workflow/views';
import { IconHandStop } from '@tabler/icons-react';
import type { NodePartProps } from '../node-part.ts';
import { useFlowTexts } from '../texts/use-flow-texts.ts';
import { Actions } from './actions.tsx';
import { CalmLine } from './calm-line.tsx';
import { ReasonAction } from './reason-action.tsx';

interface TakeOverProps extends Pick<NodePartProps, 'act' | 'busy'> {
  readonly view: TakeOverView;
}

/** The customer's part of the step, done by the agent: never without a reason, and said as long as it lasts. */
export function TakeOver({ view: { mayTakeOver, takenOver }, act, busy }: TakeOverProps) {
  const { t } = useFlowTexts();
  if (takenOver !== null)
    return (
      <CalmLine icon={<IconHandStop size={16} stroke={1.75} aria-hidden />}>
        {t('takeOver.done', { reason: t(`takeOver.reasons.${takenOver.reason}`) })}
      </CalmLine>
    );
  if (!mayTakeOver) return null;
  return (
    <Actions>
      <ReasonAction
        label={t('takeOver.label')}
        reasons={TakeOverReason.options.map((key) => ({ key, title: t(`takeOver.reasons.${key}`) }))}
        busy={busy}
        onDo={(reason) => act('take_over', { reason })}
      />
    </Actions>
  );
}
