import { formatPercent, Tag, type Tone } from '@guichet/ui';
import { useFlowTexts } from '../texts/use-flow-texts.ts';

export interface Hint {
  readonly engine: string;
  readonly decision: 'pass' | 'fail' | 'not_evaluated';
  readonly confidence?: number | null;
}

export const TONES: Readonly<Record<Hint['decision'], Tone>> = { pass: 'ok', fail: 'danger', not_evaluated: 'none' };

/** What an engine found, where one was asked. A hint: the decision is the agent's. */
export function EngineHint({ hint }: { readonly hint: Hint | null }) {
  const { t } = useFlowTexts();
  if (hint === null)
    return (
      <p>
        <Tag tone="none">{t('kit.byEye')}</Tag>
      </p>
    );
  const { engine, decision, confidence = null } = hint;
  return (
    <p>
      <Tag tone={TONES[decision]} title={engine}>
        {t(`kit.hint.${decision}`)}
        {confidence !== null && ` ${formatPercent(confidence)}`}
      </Tag>{' '}
      {t('kit.hintOnly')}
    </p>
  );
}
