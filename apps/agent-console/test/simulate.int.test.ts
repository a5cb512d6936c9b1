import { expect as expectPage, type Page } from '@playwright/test';
import { compileFlow, nodeRegistry, Scenario as Story, simulate } from '@guichet/workflow';
import { describe, expect, it } from 'vitest';
import { AppError } from '@guichet/protocol';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';
import { savedTest, simulated } from './simulate-fixtures.ts';

const path = '/console/flows/wealth-sale/simulate';
const designer = (change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('designer'),
  desk: { ...desk(), me: staff('designer'), status: 'offline' },
  simulated: simulated(),
  ...change,
});
const customer = (page: Page) => page.locator('[data-side=customer]');
const agent = (page: Page) => page.locator('[data-side=agent]');
const stands = (page: Page) => page.locator('[data-simulation] [role=status]').first();
const press = (within: ReturnType<typeof customer>, name: string) => within.getByRole('button', { name, exact: true }).click();

/** From the entry to the first line that is read. */
async function enter(page: Page): Promise<void> {
  await press(customer(page), 'I agree');
  await press(customer(page), 'Everything works');
  await agent(page).locator('[data-step=script]').waitFor();
}
const refusal = (outcome: string) => ({
  nodes: { notice: [[{ signal: 'consent.decided', payload: { kind: 'recording', decision: 'refused' } }]] },
  expect: { outcome, inOrder: ['notice', outcome === 'completed' ? 'connect' : 'refused'] },
});

describe('a flow that is tried out', () => {
  it('shows both screens side by side, goes on as they are pressed, and can be gone back', async () => {
    await onPage(path, designer(), async (page) => {
      await enter(page);
      await expectPage(stands(page)).toContainText('Opening');
      // The line takes as long to read as it takes; the customer answers on their own screen.
      await press(agent(page), 'Read, tick');
      await expectPage(customer(page).locator('[data-step=script]')).toContainText('line left');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await expectPage(customer(page).getByRole('button', { name: 'Everything works' })).toBeVisible();
    });
  });

  it('holds the step while somebody is away, and tells of what the flow refuses', async () => {
    await onPage(path, designer(), async (page) => {
      await enter(page);
      await page.getByRole('button', { name: 'The customer’s line is lost' }).click();
      await expectPage(customer(page)).toContainText('Held until the customer is there');
      await page.getByRole('button', { name: 'The customer is back' }).click();
      await expectPage(customer(page).getByText('Held until')).toBeHidden();
      await page.getByRole('tab', { name: 'Variables' }).click();
      await expectPage(page.getByRole('row', { name: /not set/ }).first()).toBeVisible();
      await page.getByRole('tab', { name: 'Variables' }).press('ArrowRight');
      await expectPage(page.getByRole('tabpanel')).toContainText('The customer is back');
    });
  });

  it('is saved as a test that goes the same way', async () => {
    await onPage(path, designer(), async (page, { askedFor, counter }) => {
      await page.getByRole('button', { name: /The customer refuses/ }).click();
      await expectPage(stands(page)).toContainText('Ended');
      await page.getByRole('button', { name: 'Save as a test' }).click();
      await page.getByRole('button', { name: 'Save the test' }).click();
      await expectPage(page.getByRole('dialog')).toContainText('Give it a name');
      await page.getByLabel('Name of the test').fill('No recording');
      await page.getByRole('button', { name: 'Save the test' }).click();
      await expectPage(page.getByRole('dialog')).toBeHidden();
      const [saved] = askedFor('flows.saveScenario') as { readonly title: string; readonly scenario: unknown }[];
      expect(saved?.title).toBe('No recording');
      const flow = compileFlow(counter.scenario.simulated?.definition, { registry: nodeRegistry });
      expect(flow.ok && simulate(flow.flow, Story.parse(saved?.scenario))).toMatchObject({ ok: true, unmet: [] });
      await page.getByRole('button', { name: 'Tests', exact: true }).click();
      await expectPage(page.getByText('1 of 1 passed')).toBeVisible();
    });
  });

  it('has its tests run: what fails is named, with what was expected and what came; what none walks is told', async () => {
    const scenarios = [savedTest('No recording', refusal('consent_refused')), savedTest('To the end', refusal('completed'))];
    await onPage(path, designer({ simulated: simulated({ scenarios }) }), async (page) => {
      await page.getByRole('button', { name: 'Tests', exact: true }).click();
      await page.getByRole('button', { name: 'Run all' }).click();
      await expectPage(page.getByRole('status').filter({ hasText: 'of 2 passed' })).toBeVisible();
      const failed = page.locator('[data-verdict=failed]').last();
      await expectPage(failed).toContainText('To the end');
      await expectPage(failed).toContainText('Ends with “Completed”; it ended with “Recording refused”');
      await page.getByText('Not walked by any test').click();
      await expectPage(page.getByRole('region', { name: 'Coverage by all tests' })).toContainText('Risk');
    });
  });

  it('lets supervisors try and save nothing, and agents not in', async () => {
    const as = (role: 'supervisor' | 'agent') => ({ ...designer(), staff: staff(role), desk: { ...desk(), me: staff(role) } });
    await onPage(path, as('supervisor'), async (page) => {
      await expectPage(page.getByRole('button', { name: 'Save as a test' })).toHaveAttribute('aria-disabled', 'true');
    });
    await onPage(path, as('agent'), async (page) => {
      await expectPage(page.locator('[data-state=denied]')).toBeVisible();
    });
  });

  it('says why nothing can be saved, or tried', async () => {
    await onPage(path, designer({ simulated: simulated({ lockedBy: '王芳' }) }), async (page) => {
      await expectPage(page.getByRole('button', { name: 'Save as a test' })).toHaveAttribute('title', /王芳 is editing/);
    });
    await onPage(path, designer({ refuse: { 'flows.read': new AppError('forbidden') } }), async (page) => {
      await expectPage(page.locator('[data-state=denied]')).toBeVisible();
    });
    const { definition } = simulated();
    const edges = (definition['edges'] as unknown[]).slice(1);
    await onPage(path, designer({ simulated: simulated({ definition: { ...definition, edges } }) }), async (page) => {
      await expectPage(page.locator('[data-state=error]')).toContainText('cannot be tried yet');
    });
  });
});
