import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTimeStampRequest } from '@guichet/evidence/sealing';
import type { PackageKit } from '@guichet/evidence/testing';

/** Something behind HTTP that can be away and come back, under one address. */
export class AwayService {
  readonly #listener: RequestListener;
  #server: Server | null = null;
  #port = 0;
  asked = 0;

  constructor(listener: RequestListener) {
    this.#listener = listener;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      this.asked += 1;
      this.#listener(request, response);
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => (this.#server === null ? resolve() : this.#server.close(() => resolve())));
    this.#server = null;
  }
}

async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Signs with the kit's seal, as a module that keeps keys does. */
export const keyService = (kit: PackageKit): AwayService =>
  new AwayService((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { data } = JSON.parse(body.toString('utf8')) as { data: string };
      const signature = Buffer.from(await kit.seal.sign(Buffer.from(data, 'base64'))).toString('base64');
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ signature }));
    });
  });

/** Gives the time with the kit's clock (RFC 3161). */
export const timeService = (kit: PackageKit): AwayService =>
  new AwayService((request, response) => {
    void bodyOf(request).then(async (body) => {
      const authority = { signer: kit.clock, policy: '1.3.6.1.4.1.99999.1', accuracyMs: 1_000 };
      const answer = await answerTimeStampRequest(body, authority, { atMs: Date.now(), serialNumber: randomBytes(16) });
      response.setHeader('content-type', 'application/timestamp-reply').end(Buffer.from(answer));
    });
  });
