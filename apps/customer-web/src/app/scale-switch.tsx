import { useScale } from '@guichet/ui';
import { useTexts } from './texts/use-texts.ts';

/** Larger text and targets, or the standard ones again. */
export function ScaleSwitch({ className }: { readonly className?: string | undefined }) {
  const { t } = useTexts();
  const { scale, choose } = useScale();
  const care = scale === 'care';
  return (
    <button
      type="button"
      className={className}
      aria-label={`${t(care ? 'scale.standard' : 'scale.care')} ${t(care ? 'scale.standardLabel' : 'scale.careLabel')}`}
      onClick={() => choose(care ? 'standard' : 'care')}
    >
      {t(care ? 'scale.standard' : 'scale.care')}
    </button>
  );
}
