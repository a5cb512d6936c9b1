import type { Page } from '@playwright/test';
import { AppError, type EvidenceExportView, type EvidenceView, newId } from '@guichet/protocol';
import type { Screen } from './screens.ts';

const AT = Date.UTC(2026, 10, 22, 7, 40);

const taken = (change: Partial<EvidenceExportView>): EvidenceExportView => ({
  exportId: newId('exp'),
  ...{ staffName: '许清', own: true, reason: 'dispute', status: 'ready', progress: 1, failure: null },
  ...{ sizeBytes: 812_400_000, sha256: 'ab'.repeat(32), requestedAt: AT + 60_000 },
  ...change,
});
const unmade = { sizeBytes: null, sha256: null } as const;

/** A sealed session of which packages were taken. */
export const evidence = (change: Partial<EvidenceView> = {}): EvidenceView => ({
  ...{ status: 'sealed', failure: null, sealedAt: AT, manifestHash: '9f2c77b0'.repeat(8), logIndex: 4_211, heads: 76, mayExport: true },
  signer: { name: 'Linjiang Bank evidence seal', demo: false },
  stamps: [{ authority: 'https://tsa.example.com/rfc3161', local: false, stampedAt: AT + 2_000, attempts: 1 }],
  exports: [
    taken({ ...unmade, status: 'pending', progress: 0.37, reason: 'court' }),
    taken({}),
    taken({ own: false, staffName: '顾远', reason: 'customer_request' }),
    taken({ ...unmade, status: 'failed', failure: 'damaged', reason: 'audit' }),
    taken({ status: 'expired', reason: 'regulator' }),
  ],
  ...change,
});

const waiting: Partial<EvidenceView> = {
  status: 'waiting',
  signer: { name: 'Demo seal of this Guichet installation', demo: true },
  stamps: [{ authority: 'https://tsa.example.com/rfc3161', local: false, stampedAt: null, attempts: 7 }],
  exports: [],
};
const pending: Partial<EvidenceView> = {
  ...{ status: 'pending', failure: 'key_away', sealedAt: null, manifestHash: null, logIndex: null, mayExport: false },
  ...{ stamps: [], exports: [] },
};

const open = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(Evidence|存证)/ }).click();
  await page.getByRole('dialog').locator('dl').waitFor();
};

/** The seal of a recording's session, on the recording's page. */
export const evidenceScreens: readonly Omit<Screen, 'path'>[] = [
  { name: 'replay-evidence', narrow: true, scenario: () => ({ evidence: evidence() }), act: open },
  { name: 'replay-evidence-waiting', narrow: true, scenario: () => ({ evidence: evidence(waiting) }), act: open },
  { name: 'replay-evidence-pending', scenario: () => ({ evidence: evidence(pending) }), act: open },
  {
    name: 'replay-evidence-lost',
    scenario: () => ({ refuse: { 'evidence.read': new AppError('unavailable') } }),
    act: async (page) => {
      await page.getByRole('button', { name: /^(Evidence|存证)/ }).click();
      await page.getByRole('dialog').getByRole('alert').waitFor({ timeout: 20_000 });
    },
  },
];
