import type { Facet, FacetName } from '@guichet/protocol';
import { useTexts } from '../../app/texts/use-texts.ts';

/** Kinds of business that flows of ours sell; another one is called by its code. */
export const PRODUCTS = ['wealth_product', 'insurance', 'credit', 'account', 'card'] as const;

const KNOWN = {
  outcomes: ['completed', 'declined', 'cancelled', 'failed', 'refused', 'pending', 'identity_failed', 'not_suitable', 'signed_not_booked'],
  products: PRODUCTS,
} as const;

/** What people call a facet's value: as the counter says, else the console's own word, else the code. */
export function useFacetLabel(): (name: FacetName, facet: Pick<Facet, 'value' | 'label'>) => string {
  const { t, language } = useTexts();
  return (name, { value, label }) => {
    if (label !== null) return name === 'rules' ? `${value} ${label[language]}` : label[language];
    switch (name) {
      case 'outcomes': {
        const known = KNOWN.outcomes.find((code) => code === value);
        return known === undefined ? value : t(`search.outcome.${known}`);
      }
      case 'products': {
        const known = KNOWN.products.find((code) => code === value);
        return known === undefined ? value : t(`search.product.${known}`);
      }
      case 'inspection':
        return t(`timeline.outcome.${value as 'pass' | 'fail' | 'warn' | 'not_evaluated'}`);
      case 'endReasons':
        return t(`search.end.${value as 'completed'}`);
      default:
        return value;
    }
  };
}
