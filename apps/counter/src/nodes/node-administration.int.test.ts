import { newId, type NodeId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { TestNode } from '../testing/test-node.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

interface NodeView {
  readonly nodeId: NodeId;
  readonly status: string;
  readonly connected: boolean;
  readonly signallingUrl: string | null;
}

let counter: WholeCounter;
let admin: SignedIn;
let node: TestNode;

beforeAll(async () => {
  counter = await WholeCounter.start();
  admin = await counter.signIn('admin');
  node = new TestNode(counter.url);
});
afterAll(async () => {
  node.close();
  await counter.end();
});

const list = async (): Promise<NodeView[]> => ((await counter.ask('GET', '/v1/nodes', admin)).body as { nodes: NodeView[] }).nodes;
const change = (nodeId: NodeId, verb: 'approve' | 'retire') => counter.ask('POST', `/v1/nodes/${nodeId}/${verb}`, { ...admin, body: {} });
/** Where a test's node says that it stands. */
const reached = 'https://node.example:4443 wss://node.example:4443';
const csp = async (): Promise<string> => (await counter.ask('GET', '/healthz')).headers.get('content-security-policy') ?? '';

describe('the life of a node', () => {
  it('begins by knocking: an administrator sees the key', async () => {
    await expect(node.register()).rejects.toThrow(expect.objectContaining({ code: 'node_not_enrolled' }));
    expect(await list()).toMatchObject([{ status: 'pending', connected: false, signallingUrl: null }]);
  });

  it('goes on once it is approved: it registers, and pages that are loaded from then on may reach it, and nothing else', async () => {
    expect(await csp()).toMatch(/connect-src 'self' ?;/);
    const [found] = await list();
    expect(await change(found?.nodeId as NodeId, 'approve')).toMatchObject({ status: 200, body: { status: 'approved' } });
    await node.register();
    await eventually(async () => (await list())[0]?.connected);
    expect((await list())[0]?.signallingUrl).toMatch(/^https:/);
    expect(await csp()).toContain(`connect-src 'self' ${reached};`);
  });

  it('is known again after a restart of the counter, before it has come back', async () => {
    await counter.restart();
    expect(await list()).toMatchObject([{ status: 'approved', connected: false }]);
    expect(await csp()).toContain(`connect-src 'self' ${reached};`);
    node = new TestNode(counter.url, node.keys);
    await node.register();
    await eventually(async () => (await list())[0]?.connected);
  });

  it('ends by retiring it: the connection is cut, and the key never counts again', async () => {
    const [found] = await list();
    expect(await change(found?.nodeId as NodeId, 'retire')).toMatchObject({ status: 200, body: { status: 'retired', connected: false } });
    await eventually(() => !node.socket.connected);
    expect(await csp()).toMatch(/connect-src 'self' ?;/);
    node = new TestNode(counter.url, node.keys);
    await expect(node.register()).rejects.toThrow(expect.objectContaining({ code: 'node_not_enrolled' }));
    expect(await change(found?.nodeId as NodeId, 'approve')).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    const trail = await counter.database.prisma.auditEvent.findMany({ where: { action: { startsWith: 'node.' } }, orderBy: { id: 'asc' } });
    expect(trail.map(({ action, staffId }) => [action, staffId])).toEqual([
      ['node.seen', null],
      ['node.approved', admin.staffId],
      ['node.retired', admin.staffId],
    ]);
  });

  it('cannot be of a node that does not exist', async () => {
    expect(await change(newId('nod'), 'approve')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});
