import { createServer, type Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import {
  AppError,
  CONTROL_NAMESPACE,
  Dispatcher,
  newId,
  type NodeCommands,
  nodeCommands,
  nodeRequests,
  type NodeRequests,
  type NodeReport,
  type ParticipantId,
  type PayloadOf,
  requester,
  ROOM_TOKEN_ALGORITHM,
  ROOM_TOKEN_ISSUER,
  type RoomGrants,
  type RoomId,
  type RoomPass,
  roomTokenAudience,
} from '@guichet/protocol';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Server, type Socket } from 'socket.io';

const GRANTS: RoomGrants = { publish: ['microphone', 'camera', 'screen'], subscribe: true, hidden: false, record: false };

interface PassWish {
  readonly roomId: RoomId;
  readonly participantId: ParticipantId;
  readonly pageKey: string;
  readonly signallingUrl: string;
  readonly grants?: Partial<RoomGrants>;
}

/** What a media node needs of a counter: enrols the one that comes, commands it, mints passes, keeps its reports. */
export class ControlCounter {
  readonly nodeId = newId('nod');
  readonly reports: NodeReport[] = [];
  readonly #keys: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly #http: HttpServer = createServer();
  readonly #io: Server;
  #node: Socket | null = null;

  static async start(): Promise<ControlCounter> {
    const counter = new ControlCounter(await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true }));
    counter.#http.listen(0, '127.0.0.1');
    await once(counter.#http, 'listening');
    return counter;
  }

  private constructor(keys: Awaited<ReturnType<typeof generateKeyPair>>) {
    this.#keys = keys;
    this.#io = new Server(this.#http);
    this.#io.of(CONTROL_NAMESPACE).on('connection', (socket) => this.#accept(socket));
  }

  get url(): string {
    const address = this.#http.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  get nodeConnected(): boolean {
    return this.#node !== null;
  }

  async command<Name extends keyof NodeCommands>(name: Name, payload: PayloadOf<NodeCommands[Name]>): Promise<void> {
    const node = this.#node;
    if (!node) throw new AppError('no_node');
    await requester(nodeCommands, (event, body, acknowledge) => node.emit(event, body, acknowledge))(name, payload);
  }

  async pass({ roomId, participantId, pageKey, signallingUrl, grants }: PassWish): Promise<RoomPass> {
    const token = await new SignJWT({ room: roomId, grants: { ...GRANTS, ...grants }, cnf: { jkt: pageKey } })
      .setProtectedHeader({ alg: ROOM_TOKEN_ALGORITHM, kid: 'test' })
      .setIssuer(ROOM_TOKEN_ISSUER)
      .setAudience(roomTokenAudience(this.nodeId))
      .setSubject(participantId)
      .setJti(crypto.randomUUID())
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(this.#keys.privateKey);
    return { roomId, nodeId: this.nodeId, participantId, signallingUrl, token, iceServers: [] };
  }

  async close(): Promise<void> {
    await this.#io.close();
    this.#http.closeAllConnections();
  }

  #accept(socket: Socket): void {
    let registered = false;
    const dispatcher = new Dispatcher<NodeRequests, null>({
      table: nodeRequests,
      rolesOf: () => (registered ? ['node'] : ['public']),
      now: () => performance.now(),
      handlers: {
        'node.challenge': () => ({ nonce: crypto.randomUUID() }),
        'node.register': async () => {
          registered = true;
          this.#node = socket;
          const { x = '' } = await exportJWK(this.#keys.publicKey);
          return {
            nodeId: this.nodeId,
            tokenKeys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: 'test', alg: ROOM_TOKEN_ALGORITHM, use: 'sig' }],
          };
        },
        'node.heartbeat': () => ({}),
        'node.measure': () => ({}),
        'node.report': ({ reports }) => {
          this.reports.push(...reports.map(({ report }) => report));
          return { acknowledged: reports.map(({ id }) => id) };
        },
      },
    });
    socket.onAny((name: string, payload: unknown, acknowledge: (reply: unknown) => void) => {
      void dispatcher.dispatch(name, payload, null).then(acknowledge);
    });
    socket.on('disconnect', () => {
      if (this.#node === socket) this.#node = null;
    });
  }
}
