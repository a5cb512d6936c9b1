import 'reflect-metadata';
import { once } from 'node:events';
import { webcrypto } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** How an authority answers: as it should, for another key than was asked, with an error, with a refusal, never, or with what is no certificate. */
export type AuthorityAnswer = 'right' | 'another key' | 'error' | 'refusal' | 'silence' | 'garbage' | 'elsewhere' | 'no end';

export interface AskedOfAuthority {
  readonly documentHash: string;
  readonly authorization: string | undefined;
}

/** A certificate authority of a test's own: a real server that issues real certificates for what it is asked for. */
export class EventAuthority {
  answer: AuthorityAnswer = 'right';
  readonly asked: AskedOfAuthority[] = [];
  readonly #server: Server;
  readonly #keys: webcrypto.CryptoKeyPair;

  static async start(): Promise<EventAuthority> {
    const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
    const authority = new EventAuthority(keys);
    authority.#server.listen(0, '127.0.0.1');
    await once(authority.#server, 'listening');
    return authority;
  }

  private constructor(keys: webcrypto.CryptoKeyPair) {
    this.#keys = keys;
    this.#server = createServer(async (incoming, reply) => {
      const body = JSON.parse(Buffer.concat(await incoming.toArray()).toString()) as { request: string; documentHash: string };
      this.asked.push({ documentHash: body.documentHash, authorization: incoming.headers.authorization });
      await this.#reply(body.request, reply);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #reply(request: string, reply: ServerResponse): Promise<void> {
    switch (this.answer) {
      case 'error':
        return void reply.writeHead(503).end();
      case 'refusal':
        return void reply.writeHead(403).end('{"error":"not certified"}');
      case 'silence':
        return;
      case 'garbage':
        return void reply.end(JSON.stringify({ certificates: ['-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----'] }));
      case 'elsewhere':
        return void reply.writeHead(302, { location: this.url }).end();
      case 'no end':
        return void reply.end(JSON.stringify({ certificates: ['-----BEGIN CERTIFICATE-----'], more: ' '.repeat(100_000) }));
      case 'right':
      case 'another key':
        return void reply.end(JSON.stringify({ certificates: await this.#certify(request) }));
    }
  }

  async #certify(request: string): Promise<string[]> {
    const root = await X509CertificateGenerator.createSelfSigned({ name: 'CN=Test authority', keys: this.#keys, signingAlgorithm: EC });
    const issued = await X509CertificateGenerator.create({
      subject: 'CN=Signing event',
      issuer: root.subject,
      publicKey: this.answer === 'right' ? new Pkcs10CertificateRequest(request).publicKey : this.#keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: EC,
    });
    return [issued.toString('pem'), root.toString('pem')];
  }
}
