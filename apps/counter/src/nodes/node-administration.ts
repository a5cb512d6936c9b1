import { AppError, NodeId, NodeLoad, type RouteName, type Routes, type StaffId } from '@guichet/protocol';
import type { z } from 'zod';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Database } from '../database/database.ts';
import type { MediaNode } from '../database/generated/client.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { ConnectedNodes } from './connected-nodes.ts';
import { NodeStatus } from './node-enrolment.ts';
import type { NodeOrigins } from './node-origins.ts';

type NodeView = z.infer<Routes['nodes.approve']['reply']>;
type NodeRouteName = Extract<RouteName, `nodes.${string}`>;

interface NodeAdministrationOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly connected: ConnectedNodes;
  readonly origins: NodeOrigins;
}

/** What administrators do with media nodes. */
export function nodeHandlers(options: NodeAdministrationOptions): HttpHandlers<NodeRouteName> {
  const { database, connected, origins } = options;
  return {
    'nodes.list': async () => {
      const rows = await database.read((prisma) => prisma.mediaNode.findMany({ orderBy: { id: 'asc' } }));
      return { nodes: rows.map((row) => toView(row, connected)) };
    },
    'nodes.approve': async ({ params }, context) => {
      return toView(await changeStatus(params.nodeId, NodeStatus.approved, staffIdOf(context), options), connected);
    },
    'nodes.retire': async ({ params }, context) => {
      const row = await changeStatus(params.nodeId, NodeStatus.retired, staffIdOf(context), options);
      connected.find(params.nodeId)?.drop();
      origins.remove(params.nodeId);
      return toView(row, connected);
    },
  };
}

async function changeStatus(
  nodeId: NodeId,
  status: NodeStatus,
  staffId: StaffId,
  { database, audit }: NodeAdministrationOptions,
): Promise<MediaNode> {
  return database.transaction(async (tx) => {
    const row = await tx.mediaNode.findUnique({ where: { id: nodeId } });
    if (row === null) throw new AppError('not_found');
    // A withdrawn key may have been withdrawn because somebody else holds it: it does not come back, the node makes itself a new one.
    if (row.status === NodeStatus.retired && status === NodeStatus.approved) throw new AppError('wrong_state');
    await audit.record(tx, {
      action: status === NodeStatus.approved ? 'node.approved' : 'node.retired',
      staffId,
      object: nodeId,
      detail: {},
    });
    return tx.mediaNode.update({ where: { id: nodeId }, data: { status, ...(status === NodeStatus.retired ? { connected: false } : {}) } });
  });
}

function toView(row: MediaNode, connected: ConnectedNodes): NodeView {
  const nodeId = NodeId.parse(row.id);
  const live = connected.find(nodeId);
  return {
    nodeId,
    keyThumbprint: row.keyThumbprint,
    zone: row.zone,
    status: row.status as NodeView['status'],
    connected: live !== null && row.status === NodeStatus.approved,
    signallingUrl: row.signallingUrl,
    version: row.version,
    load: live?.load ?? NodeLoad.nullable().catch(null).parse(row.load),
    lastSeenAt: row.lastSeenAt?.getTime() ?? null,
  };
}
