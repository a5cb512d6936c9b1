import type { FlowView } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import type { Scenario } from './fixture-counter.ts';
import { busy, ids } from './fixtures.ts';
import { flowAt, flowViewNames, flowWith, heldFor, openStep } from './flow-fixtures.ts';
import type { Screen } from './screens.ts';

/** Shown on phones as well. */
const NARROW: ReadonlySet<string> = new Set(['script', 'form']);

const inFlow = (flow: FlowView): Partial<Scenario> => ({
  desk: busy({ flow }),
  scene: { self: ids.self, peers: [{ id: ids.customer, art: 'customer' }] },
});
const live = async (page: Page) => {
  await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
};
const partIsThere = async (page: Page) => {
  await live(page);
  await page.locator('[data-node] > div :is(p, ol, section, fieldset, details)').first().waitFor();
};

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
