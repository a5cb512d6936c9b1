import { createServer, type Server as HttpServer } from 'node:http';
import {
  AppError,
  CONTROL_NAMESPACE,
  Dispatcher,
  type JsonWebKey,
  newId,
  type NodeCommands,
  nodeCommands,
  type NodeId,
  type NodeReport,
  nodeRequests,
  type NodeRequests,
  nodeProofText,
  type ParticipantId,
  type PayloadOf,
  type ReplyOf,
  type ReportId,
  requester,
  ROOM_TOKEN_ISSUER,
  type RoomGrants,
  type RoomId,
  roomTokenAudience,
  type TrackMeasures,
} from '@guichet/protocol';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { Server, type Socket } from 'socket.io';

interface Keys {
  readonly privateKey: CryptoKey;
  readonly published: JsonWebKey;
}

export interface TokenWish {
  readonly room: RoomId;
  readonly sub: ParticipantId;
  readonly jkt: string;
  readonly grants?: Partial<RoomGrants>;
  /** Instead of the usual claims. */
  readonly claims?: Record<string, unknown>;
  readonly signedBy?: CryptoKey;
}

export const FULL_GRANTS: RoomGrants = { publish: ['microphone', 'camera', 'screen'], subscribe: true, hidden: false, record: true };

/**
 * The other end of a node's control connection: a real socket.io server that speaks the control table, enrols whom it is told to, signs
 * tokens, and keeps every report it was sent. It can go away and come back on its port.
 */
export class FakeCounter {
  readonly nodeId: NodeId = newId('nod');
  /** Reports by id, in the order of their first arrival: one that is sent twice counts once. */
  readonly reports = new Map<ReportId, NodeReport>();
  readonly registrations: PayloadOf<NodeRequests['node.register']>[] = [];
  /** What the counter does with a report instead of acknowledging it. */
  refuseReports: ((report: NodeReport) => boolean) | null = null;
  /** Reports that this counter was built too early to know. */
  rejectAsMalformed: ((report: NodeReport) => boolean) | null = null;
  /** What it waits for before it answers a delivery: a database that is away for a while. */
  holdsAnswer: Promise<void> | null = null;
  /** What the node measured, as it came. */
  readonly measures: TrackMeasures[] = [];
  deliveries = 0;
  heartbeats = 0;
  enrolled = true;
  readonly #keys: Keys;
  #http: HttpServer | null = null;
  #io: Server | null = null;
  #port = 0;
  #node: Socket | null = null;

  static async start(): Promise<FakeCounter> {
    const counter = new FakeCounter(await makeKeys());
    await counter.comeBack();
    return counter;
  }

  private constructor(keys: Keys) {
    this.#keys = keys;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get facts(): NodeReport[] {
    return [...this.reports.values()];
  }

  factsOf<Type extends NodeReport['type']>(type: Type): Extract<NodeReport, { type: Type }>[] {
    return this.facts.filter((fact): fact is Extract<NodeReport, { type: Type }> => fact.type === type);
  }

  get nodeConnected(): boolean {
    return this.#node !== null;
  }

  async goAway(): Promise<void> {
    await this.#io?.close();
    this.#http?.closeAllConnections();
    this.#node = null;
  }

  async comeBack(): Promise<void> {
    const http = createServer();
    this.#http = http;
    this.#io = new Server(http);
    this.#io.of(CONTROL_NAMESPACE).on('connection', (socket) => this.#accept(socket));
    await new Promise<void>((resolve) => http.listen(this.#port, '127.0.0.1', resolve));
    const address = http.address();
    if (typeof address === 'object' && address) this.#port = address.port;
  }

  async command<Name extends keyof NodeCommands>(name: Name, payload: PayloadOf<NodeCommands[Name]>): Promise<ReplyOf<NodeCommands[Name]>> {
    const node = this.#node;
    if (!node) throw new AppError('no_node');
    return requester(nodeCommands, (event, body, acknowledge) => node.emit(event, body, acknowledge))(name, payload);
  }

  /** A room token; without wishes a good one. */
  async mint(wish: TokenWish): Promise<string> {
    const { privateKey, published } = this.#keys;
    const nowSeconds = Math.floor(Date.now() / 1000);
    return new SignJWT(this.#claims(wish, nowSeconds))
      .setProtectedHeader({ alg: 'EdDSA', kid: String(published['kid']) })
      .sign(wish.signedBy ?? privateKey);
  }

  mintUnsigned(wish: TokenWish): string {
    return new UnsecuredJWT(this.#claims(wish, Math.floor(Date.now() / 1000))).encode();
  }

  /** The classic mix-up of keys: signed by HMAC with the published public key as the secret. */
  async mintByPublicKey(wish: TokenWish): Promise<string> {
    const secret = new TextEncoder().encode(String(this.#keys.published['x']));
    return new SignJWT(this.#claims(wish, Math.floor(Date.now() / 1000)))
      .setProtectedHeader({ alg: 'HS256', kid: String(this.#keys.published['kid']) })
      .sign(secret);
  }

  async stop(): Promise<void> {
    await this.goAway();
  }

  #claims({ room, sub, jkt, grants, claims }: TokenWish, nowSeconds: number): Record<string, unknown> {
    const usual = {
      iss: ROOM_TOKEN_ISSUER,
      aud: roomTokenAudience(this.nodeId),
      sub,
      jti: crypto.randomUUID(),
      iat: nowSeconds,
      exp: nowSeconds + 60,
      room,
      grants: { ...FULL_GRANTS, ...grants },
      cnf: { jkt },
    };
    return Object.fromEntries(Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined));
  }

  #accept(socket: Socket): void {
    let nonce: string | null = null;
    let registered = false;
    const dispatcher = new Dispatcher<NodeRequests, null>({
      table: nodeRequests,
      rolesOf: () => (registered ? ['node'] : ['public']),
      now: () => performance.now(),
      handlers: {
        'node.challenge': () => ({ nonce: (nonce = crypto.randomUUID()) }),
        'node.register': async (registration) => {
          const key = await crypto.subtle.importKey('jwk', { ...registration.key }, 'Ed25519', false, ['verify']);
          const text = new TextEncoder().encode(nodeProofText(nonce ?? ''));
          const proven = await crypto.subtle.verify('Ed25519', key, Buffer.from(registration.signature, 'base64url'), text);
          if (!proven) throw new AppError('proof_invalid');
          if (!this.enrolled) throw new AppError('node_not_enrolled');
          registered = true;
          this.#node = socket;
          this.registrations.push(registration);
          return { nodeId: this.nodeId, tokenKeys: [this.#keys.published] };
        },
        'node.heartbeat': () => {
          this.heartbeats += 1;
          return {};
        },
        'node.measure': ({ rooms }) => {
          for (const { tracks } of rooms) this.measures.push(...tracks);
          return {};
        },
        'node.report': async ({ reports }) => {
          this.deliveries += 1;
          await this.holdsAnswer;
          if (reports.some(({ report }) => this.rejectAsMalformed?.(report))) throw new AppError('bad_request');
          if (reports.some(({ report }) => this.refuseReports?.(report))) throw new AppError('unavailable');
          for (const { id, report } of reports) if (!this.reports.has(id)) this.reports.set(id, report);
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

export async function makeKeys(): Promise<Keys> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, published: { ...(jwk as JsonWebKey), kid: crypto.randomUUID(), alg: 'EdDSA', use: 'sig' } };
}
