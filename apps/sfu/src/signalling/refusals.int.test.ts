import { type PeerRequests, peerRequests } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeKit } from '../testing/node-kit.ts';
import { Page } from '../testing/page.ts';
import { until } from '../testing/until.ts';

type Name = keyof PeerRequests;
const NAMES = Object.keys(peerRequests) as Name[];

let kit: NodeKit;
beforeAll(async () => {
  kit = await NodeKit.start({ env: { SFU_CONNECT_BURST: '5000', SFU_CONNECTS_PER_SECOND: '5000' } });
});
afterAll(() => kit?.stop());

const codeOf = async (page: Page, name: string, ...args: unknown[]) => {
  const reply = await page.raw(name, ...args);
  return reply.ok ? 'ok' : reply.error?.code;
};

describe.each(NAMES)('%s', (name) => {
  const { roles } = peerRequests[name] as { roles: readonly string[] };
  const mayStranger = roles.includes('public');
  const mayPeer = roles.includes('peer');

  it(`is ${mayStranger ? 'looked at' : 'refused'} from a stranger`, async () => {
    const page = await Page.open(kit.node.port);
    const code = await codeOf(page, name, { not: 'what it should be' });
    if (mayStranger) expect(['ok', 'bad_request']).toContain(code);
    else expect(code).toBe('forbidden');
    page.close();
  });

  it(`is ${mayPeer ? 'looked at' : 'refused'} from a peer`, async () => {
    const { roomId } = await kit.openRoom();
    const { page } = await kit.enter(roomId);
    const code = await codeOf(page, name, { not: 'what it should be' });
    if (mayPeer) expect(['ok', 'bad_request']).toContain(code);
    else expect(code).toBe('forbidden');
    page.close();
  });
});

describe('anything else', () => {
  it('is no request of ours, whatever it is called', async () => {
    const { roomId } = await kit.openRoom();
    const { page } = await kit.enter(roomId);
    for (const name of ['room.open', 'node.report', 'toString', '__proto__', 'constructor', 'error', 'x'.repeat(1_000)]) {
      expect(await codeOf(page, name, {})).toBe('unknown_request');
    }
    expect(page.disconnected).toBeNull();
  });

  it('without an acknowledgement, or under a number, changes nothing', async () => {
    const { roomId } = await kit.openRoom();
    const { page } = await kit.enter(roomId);
    page.socket.emit('peer.leave', {});
    page.socket.emit('peer.leave');
    page.socket.emit(7 as unknown as string, {}, () => undefined);
    page.socket.emit('peer.leave', Buffer.from('leave'));
    expect(await codeOf(page, 'track.pause', { trackId: 'none' })).toBe('bad_request');
    expect(await codeOf(page, 'peer.leave', {})).toBe('ok');
  });

  it('of more than 64 KB ends the socket and nothing else', async () => {
    const { roomId } = await kit.openRoom();
    const other = await kit.enter(roomId);
    const { page, identity, participantId } = await kit.enter(roomId);
    page.socket.emit('quality.report', { text: 'x'.repeat(70_000) }, () => undefined);
    await until('the socket is closed', () => page.disconnected);
    const again = await Page.open(kit.node.port);
    expect((await again.resume(identity, participantId)).participantId).toBe(participantId);
    expect(other.page.disconnected).toBeNull();
  });
});

describe('a stranger', () => {
  it('who does not join is shown out after 10 s', async () => {
    const page = await Page.open(kit.node.port);
    const openedAtMs = performance.now();
    await until('the socket is closed', () => page.disconnected, 13_000);
    expect(performance.now() - openedAtMs).toBeGreaterThan(9_000);
  });
});
