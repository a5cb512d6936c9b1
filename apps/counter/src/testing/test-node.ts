import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  CONTROL_NAMESPACE,
  Dispatcher,
  type Handlers,
  newId,
  type NodeCommands,
  nodeCommands,
  NodeKey,
  nodeProofText,
  type NodeReport,
  nodeRequests,
  type NodeRequests,
  type PayloadOf,
  type ReplyOf,
  requester,
  type ReportId,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';

type Registration = PayloadOf<NodeRequests['node.register']>;
type Command = { readonly name: string; readonly payload: unknown };

/** A media node as the counter sees one: it speaks the control connection and carries no media. */
export class TestNode {
  readonly key: NodeKey;
  /** Commands that it has obeyed. */
  readonly commands: Command[] = [];
  /** Makes the next commands fail. */
  refuseWith: Error | null = null;
  readonly socket: Socket;
  readonly request: ReturnType<typeof requester<typeof nodeRequests>>;
  /** To dial again as the same node. */
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

  constructor(url: string, keys: TestNode['keys'] = generateKeyPairSync('ed25519'), extraHeaders: Record<string, string> = {}) {
    this.key = NodeKey.parse(keys.publicKey.export({ format: 'jwk' }));
    this.keys = keys;
    this.socket = io(`${url}${CONTROL_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders,
      rejectUnauthorized: false,
    });
    this.request = requester(nodeRequests, (name, payload, acknowledge) => this.socket.emit(name, payload, acknowledge));
    const obey = async (name: keyof NodeCommands, payload: unknown): Promise<Record<string, never>> => {
      if (this.refuseWith !== null) throw this.refuseWith;
      this.commands.push({ name, payload });
      return {};
    };
    const handlers = Object.fromEntries(
      Object.keys(nodeCommands).map((name) => [name, (payload: unknown) => obey(name as keyof NodeCommands, payload)]),
    );
    const dispatcher = new Dispatcher<NodeCommands, null>({
      table: nodeCommands,
      handlers: handlers as unknown as Handlers<NodeCommands, null>,
      rolesOf: () => ['node'],
      now: () => performance.now(),
    });
    this.socket.onAny((name: string, payload: unknown, acknowledge: (reply: unknown) => void) => {
      void dispatcher.dispatch(name, payload, null).then(acknowledge);
    });
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.keys.privateKey).toString('base64url');
  }

  /** Proves the key and registers; rejects with what the counter answers. */
  async register(facts: Partial<Registration> = {}): Promise<ReplyOf<NodeRequests['node.register']>> {
    const { nonce } = await this.request('node.challenge', {});
    return this.request('node.register', { ...this.describe(), ...facts, signature: this.sign(nodeProofText(nonce)) });
  }

  describe(): Registration {
    return {
      key: this.key,
      signature: 'A'.repeat(86),
      zone: 'default',
      announcedAddresses: ['127.0.0.1'],
      signallingUrl: 'https://node.example:4443',
      capacityRooms: 10,
      version: '1',
      rooms: [],
    };
  }

  async report(...reports: NodeReport[]): Promise<ReportId[]> {
    const { acknowledged } = await this.request('node.report', { reports: reports.map((report) => ({ id: newId('rpt'), report })) });
    return acknowledged;
  }

  close(): void {
    this.socket.disconnect();
  }
}
