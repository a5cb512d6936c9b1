import { createServer, type Server as HttpServer } from 'node:http';
import {
  AppError,
  CONTROL_NAMESPACE,
  Dispatcher,
  newId,
  type NodeCommands,
  nodeCommands,
  type NodeId,
  nodeRequests,
  type NodeRequests,
  type ParticipantId,
  type PayloadOf,
  type ReplyOf,
  requester,
  ROOM_TOKEN_ISSUER,
  ROOM_TOKEN_LIFETIME_SECONDS,
  type RoomId,
  type RoomMeasures,
  roomTokenAudience,
} from '@guichet/protocol';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Server, type Socket } from 'socket.io';

/**
 * The part of a counter that a media node needs: takes its registration and its reports, opens rooms, signs room tokens. It stands in for
 * the counter in measurements of the media plane, where the business plane and its database would only be noise.
 */
export class Control {
  /** What the node measured, as it comes. */
  onMeasures: (rooms: readonly RoomMeasures[]) => void = () => undefined;
  readonly #nodeId: NodeId = newId('nod');
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #keyId = crypto.randomUUID();
  readonly #keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  #node: Socket | null = null;

  static async start(): Promise<Control> {
    const http = createServer();
    const control = new Control(http, await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true }));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return control;
  }

  private constructor(http: HttpServer, keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }) {
    this.#http = http;
    this.#keys = keys;
    this.#io = new Server(http);
    this.#io.of(CONTROL_NAMESPACE).on('connection', (socket) => this.#accept(socket));
  }

  get url(): string {
    const address = this.#http.address();
    if (address === null || typeof address === 'string') throw new Error('The control server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  get nodeRegistered(): boolean {
    return this.#node !== null;
  }

  async command<Name extends keyof NodeCommands>(name: Name, payload: PayloadOf<NodeCommands[Name]>): Promise<ReplyOf<NodeCommands[Name]>> {
    const node = this.#node;
    if (!node) throw new AppError('no_node');
    return requester(nodeCommands, (event, body, acknowledge) => node.emit(event, body, acknowledge))(name, payload);
  }

  /** A token that lets the page with this key into the room, recorded. */
  async mint(room: RoomId, sub: ParticipantId, jkt: string): Promise<string> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: ROOM_TOKEN_ISSUER,
      aud: roomTokenAudience(this.#nodeId),
      sub,
      jti: crypto.randomUUID(),
      iat: nowSeconds,
      exp: nowSeconds + ROOM_TOKEN_LIFETIME_SECONDS,
      room,
      grants: { publish: ['microphone', 'camera', 'screen'], subscribe: true, hidden: false, record: true },
      cnf: { jkt },
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#keyId })
      .sign(this.#keys.privateKey);
  }

  async stop(): Promise<void> {
    await this.#io.close();
    this.#http.closeAllConnections();
  }

  #accept(socket: Socket): void {
    const dispatcher = new Dispatcher<NodeRequests, null>({
      table: nodeRequests,
      rolesOf: () => (this.#node === socket ? ['node'] : ['public']),
      now: () => performance.now(),
      handlers: {
        'node.challenge': () => ({ nonce: crypto.randomUUID() }),
        'node.register': async () => {
          const published = await exportJWK(this.#keys.publicKey);
          this.#node = socket;
          return {
            nodeId: this.#nodeId,
            tokenKeys: [{ ...(published as Record<string, string>), kid: this.#keyId, alg: 'EdDSA', use: 'sig' }],
          };
        },
        'node.heartbeat': () => ({}),
        'node.measure': ({ rooms }) => {
          this.onMeasures(rooms);
          return {};
        },
        'node.report': ({ reports }) => ({ acknowledged: reports.map(({ id }) => id) }),
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
