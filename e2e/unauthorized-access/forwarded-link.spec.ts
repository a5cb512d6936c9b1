import { z } from 'zod';
import { expect, test } from '../journeys/fixtures.ts';
import { CustomerPage } from '../kit/customer-page.ts';
import type { Installation } from '../kit/installation.ts';

const Opened = z.object({ entryUrl: z.url() });

/** What the bank's own system does: opens a session for a customer it knows. */
async function openSession({ running }: Installation): Promise<string> {
  const { origin } = new URL(running.urls.customer);
  const { serviceTypes } = z
    .object({ serviceTypes: z.array(z.object({ id: z.string() })) })
    .parse(await (await fetch(`${origin}/v1/entry`)).json());
  const reply = await fetch(`${origin}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${running.apiKey}` },
    body: JSON.stringify({ serviceTypeId: serviceTypes[0]?.id, language: 'en', customer: { name: '王晓明', phone: '13800000000' } }),
  });
  return Opened.parse(await reply.json()).entryUrl;
}

test('a link works once: who gets it forwarded is told so and sees nothing', async ({ installation }) => {
  const link = await openSession(installation);
  const customer = await CustomerPage.open({ url: link });
  await expect(customer.page.getByRole('checkbox').first()).toBeVisible();
  // The secret left the address bar before anything else happened.
  expect(customer.page.url()).not.toContain('#');

  const stranger = await CustomerPage.open({ url: link });
  await expect(stranger.page.getByText('This link has already been used')).toBeVisible();
  expect(await stranger.page.content()).not.toContain('王');

  // The customer's own device finds its way back without the link.
  await customer.page.reload();
  await expect(customer.page.getByRole('checkbox').first()).toBeVisible();
  await Promise.all([customer.close(), stranger.close()]);
});
