import { newId, type SessionId, type StaffId } from '@guichet/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookieName } from '../http/cookies.ts';
import { bindFlow, callFlow } from '../testing/test-flows.ts';
import { PAGE_KEY, TestPlane } from '../testing/test-plane.ts';
import type { Guest } from './guest-cookies.ts';

let counter: TestPlane;
let agent: StaffId;
beforeEach(async () => {
  counter = await TestPlane.create();
  agent = await counter.agent();
});
afterEach(() => counter.close());

const title = { 'zh-CN': '请配偶一同确认', en: 'The spouse confirms as well' };
const VISITOR = { language: 'en', userAgent: null } as const;
const STRANGER = { guest: null, customerSessionId: null };
const fields = [
  { key: 'relation', title, type: 'text', editableBy: ['guest'], visibleTo: ['guest', 'agent'] },
  { key: 'income', title, type: 'text', required: false, editableBy: ['customer'], visibleTo: ['customer', 'agent'] },
];

async function inCallWithInvite(): Promise<SessionId> {
  const flow = callFlow('with-a-spouse', [
    { id: 'ask', type: 'invite', config: { role: 'spouse', title }, port: 'joined', otherPort: 'declined' },
    { id: 'paper', type: 'form', config: { title, fields, submitBy: ['guest'], needs: [] }, port: 'done' },
    {
      id: 'talk',
      type: 'question',
      config: {
        // Whether a call is recorded has tests of its own.
        needs: [],
        question: title,
        choices: [
          { key: 'yes', title, class: 'expected' },
          { key: 'no', title, class: 'refused' },
        ],
      },
      port: 'expected',
      otherPort: 'refused',
    },
  ]);
  await bindFlow(counter.database, counter.bank.loans, flow);
  return counter.inCall(agent, { name: '王小明', idNumber: '110101199001011234' });
}

const workbench = async () => (await counter.staff(agent, 'desk.get', {})).workbench!;
const stepOf = async (type: string) => (await workbench()).flow!.current.find((step) => step.type === type);

/** The agent invites; what stands in the link's fragment. */
async function invite(sessionId: SessionId): Promise<string> {
  const step = await stepOf('invite');
  await counter.staff(agent, 'step.act', { sessionId, nodeRunId: step!.nodeRunId, action: 'invite', input: { name: '李华', phone: null } });
  await counter.pass(10_000, { sessions: [sessionId], staff: [agent] });
  const { link } = (await stepOf('invite'))!.view as { link: string };
  return new URL(link).hash.replace('#g=', '');
}

async function entered(sessionId: SessionId): Promise<{ guest: Guest; cookie: string; secret: string }> {
  const secret = await invite(sessionId);
  const { guest, cookieValue } = await counter.plane.invitations.exchange(secret, VISITOR, STRANGER);
  return { guest, secret, cookie: `${cookieName('guest', false)}=${cookieValue}` };
}

const decide = (guest: Guest, decision: 'accepted' | 'refused') =>
  counter.guest(guest, 'consent.decide', { kind: 'recording', textVersion: counter.bank.noticeVersion, language: 'en', decision });

async function joined(sessionId: SessionId): Promise<{ guest: Guest; cookie: string; participantId: string }> {
  const known = await entered(sessionId);
  await decide(known.guest, 'accepted');
  const { participantId } = await counter.guest(known.guest, 'call.join', { pageKey: PAGE_KEY });
  await counter.joins(sessionId, participantId);
  return { ...known, participantId };
}

const states = async () => (await workbench()).guests.map(({ state }) => state);

describe('an invitation', () => {
  it('lets one device in: whoever gets the link forwarded is refused, the same device comes back', async () => {
    const id = await inCallWithInvite();
    const secret = await invite(id);
    expect(await states()).toEqual(['invited']);
    await expect(counter.plane.invitations.exchange(`${secret}x`, VISITOR, STRANGER)).rejects.toMatchObject({ code: 'not_found' });
    // The customer's own browser does not use it up.
    await expect(counter.plane.invitations.exchange(secret, VISITOR, { guest: null, customerSessionId: id })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { guest } = await counter.plane.invitations.exchange(secret, VISITOR, STRANGER);
    await expect(counter.plane.invitations.exchange(secret, VISITOR, STRANGER)).rejects.toMatchObject({ code: 'link_used' });
    expect(await counter.plane.invitations.exchange(secret, VISITOR, { guest, customerSessionId: null })).toMatchObject({
      cookieValue: null,
    });
    expect(await states()).toEqual(['opened']);
    const log = JSON.stringify(await counter.core.log.read(id));
    for (const secretive of [secret, '李华']) expect(log).not.toContain(secretive);
  });

  it('expires, and one that is sent again takes the one before back', async () => {
    const id = await inCallWithInvite();
    const first = await invite(id);
    const second = await invite(id);
    expect(await states()).toEqual(['revoked', 'invited']);
    await expect(counter.plane.invitations.exchange(first, VISITOR, STRANGER)).rejects.toMatchObject({ code: 'link_expired' });
    await counter.pass(30 * 60_000, { sessions: [id], staff: [agent] });
    await expect(counter.plane.invitations.exchange(second, VISITOR, STRANGER)).rejects.toMatchObject({ code: 'link_expired' });
    expect(await states()).toEqual(['revoked', 'expired']);
  });

  it('is taken back by the agent who serves, and by nobody else', async () => {
    const id = await inCallWithInvite();
    const { guest, cookie, participantId } = await joined(id);
    const { invitationId } = guest;
    const stranger = await counter.agent();
    await expect(counter.staff(stranger, 'guest.revoke', { sessionId: id, invitationId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.staff(agent, 'guest.revoke', { sessionId: id, invitationId: 'f'.repeat(32) })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await counter.plane.guestCookies.guestOf(cookie)).toEqual(guest);
    await counter.staff(agent, 'guest.revoke', { sessionId: id, invitationId });
    expect(await states()).toEqual(['revoked']);
    expect(await counter.plane.guestCookies.guestOf(cookie)).toBeNull();
    await counter.pass(1, { sessions: [id], staff: [agent] });
    const { roomId } = await counter.call(id);
    expect([...counter.media.roomOf(roomId)!.present]).not.toContain(participantId);
    await expect(counter.guest(guest, 'call.join', { pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await counter.guest(guest, 'session.get', {})).toMatchObject({ standing: 'over', call: null, flow: null, chat: [] });
  });

  it.each([['nobody has opened'], ['somebody has opened and agreed to'], ['somebody has opened']])(
    'that %s is worth nothing once the agent has given up waiting',
    async (how) => {
      const id = await inCallWithInvite();
      const { guest, cookie, secret } =
        how === 'nobody has opened' ? { guest: null, cookie: undefined, secret: await invite(id) } : await entered(id);
      if (guest !== null && how.endsWith('agreed to')) await decide(guest, 'accepted');
      const step = await stepOf('invite');
      await counter.staff(agent, 'step.act', {
        sessionId: id,
        nodeRunId: step!.nodeRunId,
        action: 'give_up',
        input: { reason: 'did_not_come' },
      });
      expect(await states()).toEqual(['revoked']);
      expect(await counter.plane.guestCookies.guestOf(cookie)).toBeNull();
      if (guest === null)
        await expect(counter.plane.invitations.exchange(secret, VISITOR, STRANGER)).rejects.toMatchObject({ code: 'link_expired' });
      else await expect(counter.guest(guest, 'call.join', { pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'unauthenticated' });
    },
  );

  it('is worth nothing once the session has ended', async () => {
    const id = await inCallWithInvite();
    const { cookie, secret } = await entered(id);
    await counter.customer(id, 'session.end', {});
    expect(await counter.plane.guestCookies.guestOf(cookie)).toBeNull();
    await expect(counter.plane.invitations.exchange(secret, VISITOR, STRANGER)).rejects.toMatchObject({ code: 'link_used' });
  });
});

describe('a guest', () => {
  it('is not let into the call before they agreed to be recorded, each step an event with the text version', async () => {
    const id = await inCallWithInvite();
    const { guest } = await entered(id);
    expect(await counter.guest(guest, 'session.get', {})).toMatchObject({ standing: 'entered', role: 'spouse', call: null, flow: null });
    await expect(counter.guest(guest, 'call.join', { pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'consent_required' });
    await expect(counter.guest(guest, 'chat.send', { messageId: newId('msg'), text: 'x' })).rejects.toMatchObject({
      code: 'consent_required',
    });
    await expect(
      counter.guest(guest, 'consent.decide', { kind: 'recording', textVersion: 'old', language: 'en', decision: 'accepted' }),
    ).rejects.toMatchObject({ code: 'notice_outdated' });
    expect(await decide(guest, 'accepted')).toMatchObject({ standing: 'ready' });
    await decide(guest, 'accepted');
    await expect(decide(guest, 'refused')).rejects.toMatchObject({ code: 'wrong_state' });
    const { participantId } = await counter.guest(guest, 'call.join', { pageKey: PAGE_KEY });
    expect(counter.media.passes.at(-1)?.grants).toEqual({
      publish: ['microphone', 'camera'],
      subscribe: true,
      hidden: false,
      record: true,
    });
    expect((await counter.guest(guest, 'call.join', { pageKey: PAGE_KEY })).participantId).toBe(participantId);
    await counter.joins(id, participantId);
    expect(await states()).toEqual(['in_call']);

    const { invitationId } = guest;
    const log = (await counter.core.log.read(id)).filter(({ type }) => type.startsWith('guest.') || type === 'call.participant_admitted');
    const { noticeVersion: textVersion } = counter.bank;
    expect(log.slice(-5)).toMatchObject([
      { type: 'guest.invited', payload: { invitationId, role: 'spouse' } },
      { type: 'guest.entered', actor: { kind: 'guest', id: invitationId } },
      { type: 'guest.notice_shown', payload: { textVersion, language: 'en' } },
      { type: 'guest.consent_decided', actor: { kind: 'guest', id: invitationId }, payload: { textVersion, decision: 'accepted' } },
      { type: 'call.participant_admitted', payload: { role: 'guest', participantId, invitationId } },
    ]);
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('acts where the flow has it, under their own name, and sees nothing of what is not theirs', async () => {
    const id = await inCallWithInvite();
    await counter.customer(id, 'chat.send', { messageId: newId('msg'), text: '我的密码是什么' });
    const { guest, participantId } = await joined(id);
    const view = await counter.guest(guest, 'session.get', {});
    expect(view).toMatchObject({ standing: 'in_call', participantId, chat: [] });
    expect(view.call?.parties.map(({ role, displayName }) => [role, displayName])).toMatchObject([
      ['customer', '王*明'],
      ['agent', expect.any(String)],
      ['guest', '李* (Spouse)'],
    ]);
    expect(JSON.stringify(view)).not.toMatch(/王小明|1101011990|密码|income/);
    const form = view.flow!.current.find(({ type }) => type === 'form')!;
    expect(form).toMatchObject({ mayAct: true, actions: ['edit', 'submit'] });
    const act = (action: string, input: unknown) =>
      counter.guest(guest, 'step.act', { nodeRunId: form.nodeRunId, action, input: input as never });
    await expect(act('edit', { field: 'income', value: '1' })).rejects.toMatchObject({ code: 'forbidden' });
    await act('edit', { field: 'relation', value: '夫妻' });
    expect((await stepOf('form'))?.view).toMatchObject({ fields: [{ key: 'relation', by: 'guest' }, {}] });
    const { flow } = await act('submit', null);
    const question = flow.current.find(({ type }) => type === 'question')!;
    expect(question).toMatchObject({ mayAct: false, actions: [], view: {} });
    await expect(
      counter.guest(guest, 'step.act', { nodeRunId: question.nodeRunId, action: 'answer', input: { choice: 'yes' } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const acted = (await counter.core.log.read(id)).filter(({ type }) => type === 'flow.acted').at(-1);
    expect(acted).toMatchObject({ actor: { kind: 'guest', id: guest.invitationId }, payload: { role: 'guest', action: 'submit' } });

    await counter.guest(guest, 'chat.send', { messageId: newId('msg'), text: '好' });
    expect((await counter.customer(id, 'session.get', {})).chat.at(-1)).toMatchObject({
      from: 'guest',
      guest: { invitationId: guest.invitationId, displayName: '李*（配偶）' },
    });
  });

  it('who refuses is not recorded, and the step goes on without them', async () => {
    const id = await inCallWithInvite();
    const { guest } = await entered(id);
    expect(await decide(guest, 'refused')).toMatchObject({ standing: 'refused' });
    await expect(counter.guest(guest, 'call.join', { pageKey: PAGE_KEY })).rejects.toMatchObject({ code: 'wrong_state' });
    expect(await states()).toEqual(['refused']);
    expect((await counter.allTypes(id)).slice(-6)).toContain('flow.acted');
    expect(await stepOf('invite')).toBeUndefined();
  });

  it('leaves, is taken out of the room, and may come back as long as the session lasts', async () => {
    const id = await inCallWithInvite();
    const { guest, participantId } = await joined(id);
    expect(await counter.guest(guest, 'guest.leave', {})).toMatchObject({ standing: 'left', call: null });
    await counter.pass(1, { sessions: [id], staff: [agent] });
    const { roomId } = await counter.call(id);
    expect([...counter.media.roomOf(roomId)!.present]).not.toContain(participantId);
    expect(await states()).toEqual(['left']);
    await expect(counter.guest(guest, 'step.back', {})).rejects.toMatchObject({ code: 'wrong_state' });
    const again = await counter.guest(guest, 'call.join', { pageKey: PAGE_KEY });
    expect(again.participantId).not.toBe(participantId);
    await counter.joins(id, again.participantId);
    expect(await states()).toEqual(['in_call']);
    expect((await counter.customer(id, 'session.get', {})).status).toBe('in_call');
  });

  it('is held with the customer: neither heard nor hearing', async () => {
    const id = await inCallWithInvite();
    const { participantId } = await joined(id);
    await counter.staff(agent, 'call.hold', { sessionId: id, held: true });
    const { roomId } = await counter.call(id);
    expect([...counter.media.roomOf(roomId)!.held]).toContain(participantId);
  });
});
