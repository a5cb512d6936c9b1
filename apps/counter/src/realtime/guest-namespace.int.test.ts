import {
  CUSTOMER_NAMESPACE,
  customerRequests,
  GUEST_NAMESPACE,
  guestRequests,
  type GuestSessionView,
  newId,
  STAFF_NAMESPACE,
  staffRequests,
} from '@guichet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { codeOf, connected, RawPages, refusal } from '../testing/raw-pages.ts';
import { WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
const pages = new RawPages<GuestSessionView>(() => counter.url);
let device: Awaited<ReturnType<WholeCounter['enter']>>;
let staffCookie: string;
beforeAll(async () => {
  counter = await WholeCounter.start();
  device = await counter.enter();
  staffCookie = (await counter.signIn('agent')).cookie;
});

/** The page of somebody who has used an invitation to the session. */
async function guestPage() {
  const { cookie } = await counter.invite(device.sessionId);
  return { cookie, page: await connected(pages.connect(GUEST_NAMESPACE, cookie)) };
}
afterEach(() => pages.close());
afterAll(() => counter.end());

/** Payloads that fit their schemas. */
const PAYLOADS: Readonly<Record<string, unknown>> = {
  'call.join': { pageKey: 'k'.repeat(43) },
  'chat.send': { messageId: newId('msg'), text: 'x' },
  'step.act': { nodeRunId: 'nothing#1', action: 'finish', input: null },
};

describe('every request of a guest', () => {
  it.each(Object.keys(guestRequests))('%s by a customer or staff: there is no such page', async (name) => {
    const page = await connected(pages.connect(CUSTOMER_NAMESPACE, device.cookie));
    const staff = await connected(pages.connect(STAFF_NAMESPACE, staffCookie));
    const payload = PAYLOADS[name] ?? {};
    // Some names exist on several sides; then it is the sender's own session that is meant.
    if (!(name in customerRequests)) expect(codeOf(await page.ask(name, payload))).toBe('unknown_request');
    if (!(name in staffRequests)) expect(codeOf(await staff.ask(name, payload))).toBe('unknown_request');
    expect(codeOf(await staff.ask('guest.revoke', { sessionId: device.sessionId, invitationId: '0'.repeat(32) }))).toBe('not_found');
  });

  it.each([...Object.keys(staffRequests), ...Object.keys(customerRequests)].filter((name) => !(name in guestRequests)))(
    '%s by a guest: there is no such page',
    async (name) => {
      const { page } = await guestPage();
      expect(codeOf(await page.ask(name, PAYLOADS[name] ?? {}))).toBe('unknown_request');
    },
  );

  it.each(['call.join', 'chat.send', 'step.act', 'step.back'])('%s before they agreed to be recorded is refused', async (name) => {
    const { page } = await guestPage();
    expect(codeOf(await page.ask(name, PAYLOADS[name] ?? {}))).toBe('consent_required');
  });

  it('is refused once the session is over, and the page is told the last time', async () => {
    const other = await counter.enter();
    const customer = await connected(pages.connect(CUSTOMER_NAMESPACE, other.cookie));
    const { cookie } = await counter.invite(other.sessionId);
    const page = await connected(pages.connect(GUEST_NAMESPACE, cookie));
    await eventually(() => page.views.length > 0);
    await customer.ask('session.end');
    await eventually(() => page.socket.disconnected);
    expect(page.views.at(-1)).toMatchObject({ standing: 'over', call: null, flow: null });
    expect(await refusal(pages.connect(GUEST_NAMESPACE, cookie))).toMatchObject({ code: 'unauthenticated' });
  });

  it('leaves one page of an invitation, the latest', async () => {
    const { cookie, page: first } = await guestPage();
    await connected(pages.connect(GUEST_NAMESPACE, cookie));
    await eventually(() => first.socket.disconnected);
    expect(first.told).toEqual(['page.replaced']);
  });
});
