import {
  CONTROL_NAMESPACE,
  Dispatcher,
  type Handlers,
  nodeRequests,
  type NodeRequests,
  type NodeLoad,
  type NodeId,
  AppError,
  type Reply,
  type RoomMeasures,
} from '@guichet/protocol';
import type { Server, Socket } from 'socket.io';
import type { Log } from '../log.ts';
import { ConnectedNode, type ConnectedNodes } from './connected-nodes.ts';
import { NodeChallenge } from './node-challenges.ts';
import type { NodeEnrolment, Registration } from './node-enrolment.ts';
import type { ReportIntake } from './report-intake.ts';
import type { RoomTokenKeys } from './room-token-keys.ts';

/** A connection that has not registered by then is closed. */
const REGISTER_WITHIN_MS = 20_000;
/** Connections that have not registered, of everybody together: whoever holds no key can take up no more than this. */
const MAX_UNREGISTERED = 64;

interface ControlNamespaceOptions {
  readonly log: Log;
  readonly enrolment: NodeEnrolment;
  readonly connected: ConnectedNodes;
  readonly intake: ReportIntake;
  readonly tokenKeys: RoomTokenKeys;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  readonly onRegistered: (nodeId: NodeId, rooms: Registration['rooms']) => void;
  readonly onLoad: (nodeId: NodeId, load: NodeLoad) => void;
  readonly onMeasures: (nodeId: NodeId, rooms: readonly RoomMeasures[]) => void;
  readonly onLost: (nodeId: NodeId) => void;
}

/** One connection of a node, before and after it registered. */
interface Connection {
  readonly socket: Socket;
  readonly challenge: NodeChallenge;
  node: ConnectedNode | null;
  /** What it said it holds, until it was answered. */
  rooms: Registration['rooms'] | null;
}

/** The namespace that media nodes dial into. Whoever has not proven an enrolled key gets a nonce and nothing else. */
export function openControlNamespace(io: Server, options: ControlNamespaceOptions): void {
  const { log, connected, monotonicMs } = options;
  const handlers = controlHandlers(options);
  let unregistered = 0;

  const namespace = io.of(CONTROL_NAMESPACE);
  namespace.use((socket, next) => {
    // Browsers put an origin on every connection; a node is none.
    if (socket.handshake.headers.origin !== undefined) return next(new AppError('forbidden'));
    if (unregistered >= MAX_UNREGISTERED) return next(new AppError('rate_limited'));
    next();
  });

  namespace.on('connection', (socket) => {
    const connection: Connection = { socket, challenge: new NodeChallenge(), node: null, rooms: null };
    unregistered += 1;
    const dispatcher = new Dispatcher<NodeRequests, Connection>({
      table: nodeRequests,
      handlers,
      rolesOf: ({ node }) => (node === null ? ['public'] : ['node']),
      now: monotonicMs,
      onFault: (name, error) => log.error({ request: name, code: error.code, err: error }, 'node request failed'),
    });
    const unlessRegistered = setTimeout(() => {
      if (connection.node === null) socket.conn.close();
    }, REGISTER_WITHIN_MS);

    socket.onAny((name: string, payload: unknown, acknowledge: unknown) => {
      if (typeof acknowledge !== 'function') return;
      connection.node?.noteSign(monotonicMs());
      void dispatcher.dispatch(name, payload, connection).then((reply: Reply<unknown>) => {
        acknowledge(reply);
        takeIn(connection);
      });
    });
    socket.on('disconnect', () => {
      clearTimeout(unlessRegistered);
      if (connection.node === null) {
        unregistered -= 1;
        return;
      }
      if (!connected.remove(connection.node)) return;
      log.info({ nodeId: connection.node.nodeId }, 'media node lost');
      options.onLost(connection.node.nodeId);
    });

    /** Only once the node has been answered, and a moment later: until then it obeys nobody. */
    function takeIn({ node, rooms }: Connection): void {
      if (node === null || rooms === null) return;
      connection.rooms = null;
      unregistered -= 1;
      clearTimeout(unlessRegistered);
      setImmediate(() => {
        if (!socket.connected) return;
        connected.add(node);
        log.info({ nodeId: node.nodeId, zone: node.zone, rooms: rooms.length, capacityRooms: node.capacityRooms }, 'media node registered');
        options.onRegistered(node.nodeId, rooms);
      });
    }
  });
}

function controlHandlers(options: ControlNamespaceOptions): Handlers<NodeRequests, Connection> {
  const { enrolment, intake, tokenKeys, monotonicMs } = options;
  return {
    'node.challenge': (_payload, { challenge }) => ({ nonce: challenge.issue(monotonicMs()) }),
    'node.register': async (registration, connection) => {
      await connection.challenge.prove(registration.key, registration.signature, monotonicMs());
      const nodeId = await enrolment.admit(registration);
      if (!connection.socket.connected) throw new AppError('unavailable');
      const { zone, signallingUrl, capacityRooms, rooms } = registration;
      connection.node = new ConnectedNode(
        nodeId,
        { zone, signallingUrl, capacityRooms },
        linkTo(connection.socket),
        rooms.length,
        monotonicMs(),
      );
      connection.rooms = rooms;
      return { nodeId, tokenKeys: tokenKeys.published };
    },
    'node.heartbeat': (load, { node }) => {
      if (node === null) throw new AppError('unauthenticated');
      node.noteLoad(load);
      options.onLoad(node.nodeId, load);
      return {};
    },
    'node.measure': ({ rooms }, { node }) => {
      if (node === null) throw new AppError('unauthenticated');
      options.onMeasures(node.nodeId, rooms);
      return {};
    },
    'node.report': async ({ reports }, { node }) => {
      if (node === null) throw new AppError('unauthenticated');
      return { acknowledged: await intake.take(node.nodeId, reports) };
    },
  };
}

function linkTo(socket: Socket): ConstructorParameters<typeof ConnectedNode>[2] {
  return {
    send: (name, payload, acknowledge) => {
      if (socket.connected) socket.emit(name, payload, acknowledge);
    },
    // Closing the transport, unlike disconnecting the namespace, leaves the node free to come back by itself.
    drop: () => socket.conn.close(),
  };
}
