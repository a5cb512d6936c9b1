import { LocalText } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { z } from 'zod';
import { useTexts } from '../../../app/texts/use-texts.ts';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ topic: LocalText.nullable(), points: z.array(LocalText) });

/** Free talk: what should come up, and the end of it. */
export function Part({ step, act, busy }: NodePartProps) {
  const { language } = useTexts();
  const { t } = useFlowTexts();
  const { topic, points } = View.parse(step.view);
  return (
    <>
      {topic !== null && <p>{topic[language]}</p>}
      {points.length > 0 && (
        <section aria-label={t('conversation.points')}>
          <ul>
            {points.map((point) => (
              <li key={point.en}>{point[language]}</li>
            ))}
          </ul>
        </section>
      )}
      {step.actions.includes('finish') && (
        <Button kind="primary" size="lg" wide busy={busy} onClick={() => void act('finish')}>
          {t('conversation.finish')}
        </Button>
      )}
    </>
  );
}
