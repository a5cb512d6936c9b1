import { useBundleTexts } from './texts/use-bundle-texts.ts';

const SHORTEST = 2;

/** What is wrong with a reason; null where nothing is. */
export function useReasonRule(reason: string): string | null {
  const { t } = useBundleTexts();
  return reason.trim().length < SHORTEST ? t('install.reasonShort') : null;
}
