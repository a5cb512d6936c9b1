import { CustomerPage } from '../kit/customer-page.ts';
import { expect, test } from './fixtures.ts';

test('a customer who refuses to be recorded is offered other channels, and no camera was ever on', async ({ installation }) => {
  const customer = await CustomerPage.open({ url: installation.running.urls.customer });
  await customer.page.evaluate(() => {
    const asked = { count: 0 };
    (window as unknown as { asked: typeof asked }).asked = asked;
    navigator.mediaDevices.getUserMedia = () => {
      asked.count++;
      return Promise.reject(new Error('not before consent'));
    };
  });
  await customer.chooseService();
  await customer.page.getByRole('checkbox').first().waitFor();
  await expect(customer.page.getByRole('button', { name: 'Agree and continue' })).toHaveAttribute('aria-disabled', 'true');
  await customer.refuseNotice();
  await expect(customer.page.getByRole('heading', { name: 'Nothing was recorded' })).toBeVisible();
  await expect(customer.page.getByRole('listitem').first()).toBeVisible();
  expect(await customer.page.evaluate(() => (window as unknown as { asked: { count: number } }).asked.count)).toBe(0);
  await customer.close();
});
