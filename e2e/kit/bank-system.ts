import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSRF_HEADER } from '@guichet/protocol';
import pg from 'pg';
import { z } from 'zod';
import type { Installation } from './installation.ts';
import { postJson } from './post-json.ts';

/** An operation that flows call, as an administrator describes it. */
interface BankOperation {
  /** `core.place-wealth-order` */
  readonly name: string;
  readonly request: object;
  readonly response: object;
  readonly answer: (body: unknown) => object;
}

export interface AskedOf {
  readonly operation: string;
  /** The same for every try of one request. */
  readonly idempotencyKey: string;
  readonly body: unknown;
}

const WEBHOOK_PATH = '/told';
const Told = z.looseObject({ type: z.string() });
const SignedIn = z.object({ csrfToken: z.string() });
const Clients = z.object({ clients: z.array(z.object({ apiClientId: z.string() })).min(1) });

/** The bank's own systems beside an installation: what flows ask of them, and what they are told. */
export class BankSystem {
  readonly asked: AskedOf[] = [];
  readonly told: z.infer<typeof Told>[] = [];
  /** Answers nothing but "unavailable". */
  away = false;
  readonly #server: Server;
  readonly #operations: readonly BankOperation[];
  readonly #secret = randomBytes(24).toString('base64url');
  readonly #secretsDir: string;

  static async start(operations: readonly BankOperation[]): Promise<BankSystem> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const system = new BankSystem(server, operations, await mkdtemp(join(tmpdir(), 'guichet-bank-')));
    await writeFile(join(system.#secretsDir, 'core'), system.#secret, { mode: 0o600 });
    return system;
  }

  private constructor(server: Server, operations: readonly BankOperation[], secretsDir: string) {
    this.#server = server;
    this.#operations = operations;
    this.#secretsDir = secretsDir;
    server.on('request', (request: IncomingMessage, response) => {
      void this.#answer(request).then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      );
    });
  }

  /** What the counter has to be told of it before it starts. */
  get counterEnv(): Readonly<Record<string, string>> {
    return { SERVICE_HOSTS: this.#host, SECRETS_DIR: this.#secretsDir };
  }

  /** Makes an installation know it: its operations, and where the bank is told what happens. */
  async serve(installation: Installation): Promise<void> {
    installation.privateValues.note("secret of the bank's system", this.#secret);
    await this.#describeOperations(installation);
    await this.#setWebhook(installation);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await rm(this.#secretsDir, { recursive: true, force: true });
  }

  get #host(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async #describeOperations({ running }: Installation): Promise<void> {
    const client = new pg.Client({ connectionString: running.databaseUrl });
    await client.connect();
    try {
      for (const { name, request, response } of this.#operations) {
        const row = [name, `http://${this.#host}`, `/${name}`, JSON.stringify(request), JSON.stringify(response)];
        await client.query('delete from "FlowService" where "name" = $1', [name]);
        await client.query(
          `insert into "FlowService" ("name", "titleZh", "titleEn", "baseUrl", "method", "path", "requestSchema", "responseSchema", "secretName")
           values ($1, '核心系统', 'Core system', $2, 'POST', $3, $4, $5, 'core')`,
          row,
        );
      }
    } finally {
      await client.end();
    }
  }

  async #setWebhook(installation: Installation): Promise<void> {
    const { running, privateValues } = installation;
    const origin = new URL(running.urls.console).origin;
    const { reply, cookie } = await postJson(`${origin}/v1/staff/login`, installation.login('admin'), { headers: { origin } });
    const { csrfToken } = SignedIn.parse(reply);
    privateValues.noteCookies(cookie);
    privateValues.note('anti-forgery token', csrfToken);
    const headers = { cookie, origin, [CSRF_HEADER]: csrfToken, 'content-type': 'application/json' };
    const { clients } = Clients.parse(await (await fetch(`${origin}/v1/api-clients`, { headers })).json());
    const set = await fetch(`${origin}/v1/api-clients/${clients[0]?.apiClientId}/webhook`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ url: `http://${this.#host}${WEBHOOK_PATH}` }),
    });
    if (!set.ok) throw new Error(`The webhook was refused: ${set.status} ${await set.text()}`);
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || 'null') as unknown;
    if (request.url === WEBHOOK_PATH) {
      this.told.push(Told.parse(body));
      return { status: 200, body: {} };
    }
    const operation = this.#operations.find(({ name }) => request.url === `/${name}`);
    if (operation === undefined) return { status: 404, body: {} };
    if (request.headers.authorization !== `Bearer ${this.#secret}`) return { status: 401, body: {} };
    if (this.away) return { status: 503, body: {} };
    this.asked.push({ operation: operation.name, idempotencyKey: String(request.headers['idempotency-key']), body });
    return { status: 200, body: operation.answer(body) };
  }
}
