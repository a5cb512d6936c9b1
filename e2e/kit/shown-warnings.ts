import type { BrowserContext, Page } from '@playwright/test';

/** A warning of live checks as an agent's screen showed it; Unix ms. */
export interface ShownWarning {
  readonly warningId: string;
  readonly check: string;
  readonly role: string | null;
  /** When it was painted, and since when it is so in its own words; null where those were never shown. */
  readonly shownAtMs: number;
  readonly fromMs: number | null;
  /** When it was painted as over, and until when it was so in its own words; null while it goes on. */
  readonly overAtMs: number | null;
  readonly untilMs: number | null;
}

declare global {
  interface Window {
    shownWarnings?: () => ShownWarning[];
  }
}

/** Notes on every page of a console when a warning was painted, and when it was painted as over. */
export async function observeWarnings(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const shown = new Map<string, ShownWarning>();
    const look = () => {
      const rows = [...document.querySelectorAll<HTMLElement>('[data-warning]')];
      // With the next frame it is on the screen.
      requestAnimationFrame(() => {
        for (const row of rows) {
          const { dataset } = row;
          const warningId = dataset['warning'] ?? '';
          const isOver = dataset['over'] !== undefined;
          const known = shown.get(warningId);
          if (known !== undefined && (known.overAtMs !== null || !isOver)) continue;
          const now = Date.now();
          const { check = '', role = null } = dataset as { check?: string; role?: string };
          const saidMs = Date.parse(row.querySelector('time')?.dateTime ?? '');
          shown.set(warningId, {
            ...{ warningId, check, role, shownAtMs: known?.shownAtMs ?? now, fromMs: known?.fromMs ?? null },
            ...(isOver ? { overAtMs: now, untilMs: saidMs } : { fromMs: saidMs, overAtMs: null, untilMs: null }),
          });
        }
      });
    };
    window.shownWarnings = () => [...shown.values()];
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-over'] });
  });
}

export async function shownWarnings(page: Page): Promise<readonly ShownWarning[]> {
  return page.evaluate(() => window.shownWarnings?.() ?? []);
}
