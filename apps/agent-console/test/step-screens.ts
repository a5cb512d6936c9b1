import { type FlowView, type LiveCheck, newId, type PartyRole, type WarningView } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import type { Scenario } from './fixture-counter.ts';
import { busy, ids } from './fixtures.ts';
import { flowAt, flowViewNames, flowWith, heldFor, openStep } from './flow-fixtures.ts';
import type { Screen } from './screens.ts';

/** Shown on phones as well. */
const NARROW: ReadonlySet<string> = new Set(['script', 'form']);

const inFlow = (flow: FlowView, warnings: readonly WarningView[] = []): Partial<Scenario> => ({
  desk: busy({ flow, warnings: [...warnings] }),
  scene: { self: ids.self, peers: [{ id: ids.customer, art: 'customer' }] },
});
const live = async (page: Page) => {
  await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
};
const partIsThere = async (page: Page) => {
  await live(page);
  await page.locator('[data-node] > div :is(p, ol, section, fieldset, details)').first().waitFor();
};

/** What live checks warn of, seconds ago; without an end it goes on. */
const warned = (check: LiveCheck, role: PartyRole | null, fromSeconds: number, untilSeconds: number | null): WarningView => ({
  ...{ warningId: newId('wrn'), check, role, participantId: null },
  fromMs: Date.now() - fromSeconds * 1_000,
  untilMs: untilSeconds === null ? null : Date.now() - untilSeconds * 1_000,
});
const warnings = () => [
  warned('face_absent', 'customer', 6, null),
  warned('screen_replay', 'customer', 14, null),
  warned('camera_covered', 'customer', 31, 24),
  warned('document_too_short', null, 58, 40),
  warned('recording_stalled', null, 83, 80),
];

/** The staff's side of every node type, in the states that look different. */
export const stepScreens: readonly Screen[] = [
  ...flowViewNames.map((name) => ({
    name: `call-step-${name}`,
    path: '/console/desk',
    narrow: NARROW.has(name),
    scenario: () => inFlow(flowAt(name)),
    act: partIsThere,
  })),
  {
    name: 'call-step-two',
    path: '/console/desk',
    scenario: () => inFlow(flowWith([openStep('script', { canGoBack: true }), openStep('form')])),
    act: partIsThere,
  },
  {
    name: 'call-step-held',
    path: '/console/desk',
    scenario: () => inFlow(flowAt('script', heldFor('recording', 'customer_present'))),
    act: partIsThere,
  },
  {
    name: 'call-step-warned',
    path: '/console/desk',
    narrow: true,
    scenario: () => inFlow(flowAt('script', heldFor('good_picture')), warnings()),
    act: partIsThere,
  },
  {
    name: 'call-step-rejecting',
    path: '/console/desk',
    scenario: () => inFlow(flowAt('liveness')),
    act: async (page) => {
      await partIsThere(page);
      await page.getByRole('button', { name: /^(Reject|不通过)$/ }).click();
    },
  },
  {
    name: 'call-step-none',
    path: '/console/desk',
    scenario: () => inFlow(flowWith([])),
    act: live,
  },
];
