import { useEffect } from 'react';
import { useTexts } from '../texts/use-texts.ts';

/** Names the page in the tab and for screen readers. */
export function useTitle(title: string): void {
  const { t } = useTexts();
  const whole = `${title} · ${t('app.name')}`;
  useEffect(() => {
    document.title = whole;
  }, [whole]);
}
