import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What a machine can tell of WCAG 2.2 AA, one sentence for each violation. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Legacy: otherwise each analysis opens a window of its own to put its results together.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(WCAG_2_2_AA).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(', ')}`,
  );
}
