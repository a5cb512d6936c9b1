import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { z } from 'zod';
import { ComparisonOutcome, ComparisonReason, type FaceComparison, outcomeOf } from '../compare-faces.ts';

/** How a bank's own engine for faces is reached. */
export interface FaceServiceSettings {
  /** `POST` goes to exactly this address. */
  readonly url: string;
  /** File with the token that is sent as `Authorization: Bearer`; null: none. */
  readonly tokenPath: string | null;
  /** PEM files: whom to trust beside or instead of the system's authorities, and who we are where the service asks (mutual TLS). */
  readonly tls: { readonly caPath: string | null; readonly certPath: string | null; readonly keyPath: string | null };
  readonly deadlineMs: number;
}

/** What is sent: pictures are files in base64, at most six. */
export const FaceServiceRequest = z.object({ reference: z.base64(), live: z.array(z.base64()).min(1).max(5) });

/**
 * What has to come back. The bank's engine gives a figure and what it is to be held against; which of match, a person decides, and no match follows from
 * these, is worked out here, so that a service cannot say one thing and measure another.
 */
export const FaceServiceAnswer = z
  .object({
    engine: z.object({
      name: z.string().min(1).max(64),
      version: z.string().min(1).max(64),
      licence: z.string().max(300).default('the bank’s own'),
    }),
    /** Null where nothing could be compared: then `reason` says why. */
    score: z.number().min(-1).max(1).nullable(),
    threshold: z.object({ match: z.number().min(-1).max(1), person: z.number().min(-1).max(1) }),
    reason: ComparisonReason.nullable().default(null),
    liveIndex: z.number().int().min(0).max(4).nullable().default(null),
  })
  .refine(({ threshold: { match, person } }) => match >= person, { message: 'match lies below person' })
  .refine(({ score, reason }) => (score === null) === (reason !== null), { message: 'either a score or a reason' });

/** No answer that counts: nobody there, too late, or not in the agreed shape. */
export class FaceServiceFailed extends Error {
  readonly problem: 'unreachable' | 'timeout' | 'refused' | 'bad_answer';

  constructor(problem: FaceServiceFailed['problem'], options?: ErrorOptions) {
    super(`The service for faces: ${problem}`, options);
    this.name = 'FaceServiceFailed';
    this.problem = problem;
  }
}

const MAX_ANSWER_BYTES = 64 * 1024;

/** A bank's own engine behind HTTP, in the place of those that ship. */
export class FaceService {
  readonly #settings: FaceServiceSettings;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #token: string | null;

  /** Reads certificates, key and token once. @throws where a file cannot be read */
  static async open(settings: FaceServiceSettings): Promise<FaceService> {
    const read = (path: string | null) => (path === null ? Promise.resolve(null) : readFile(path, 'utf8'));
    const [token, ca, cert, key] = await Promise.all(
      [settings.tokenPath, settings.tls.caPath, settings.tls.certPath, settings.tls.keyPath].map(read),
    );
    const pool = { keepAlive: true, maxSockets: 4 };
    const agent = settings.url.startsWith('https:')
      ? new HttpsAgent({ ...pool, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}), minVersion: 'TLSv1.2' })
      : new HttpAgent(pool);
    return new FaceService(settings, agent, token?.trim() ?? null);
  }

  private constructor(settings: FaceServiceSettings, agent: HttpAgent | HttpsAgent, token: string | null) {
    this.#settings = settings;
    this.#agent = agent;
    this.#token = token;
  }

  /** @throws FaceServiceFailed */
  async compare(reference: Uint8Array, live: readonly Uint8Array[], signal: AbortSignal): Promise<FaceComparison> {
    const body = JSON.stringify({ reference: base64(reference), live: live.slice(0, 5).map(base64) } satisfies z.input<
      typeof FaceServiceRequest
    >);
    const text = await this.#post(body, AbortSignal.any([signal, AbortSignal.timeout(this.#settings.deadlineMs)]));
    const answer = FaceServiceAnswer.safeParse(parsed(text));
    if (!answer.success) throw new FaceServiceFailed('bad_answer');
    const { engine, score, threshold, reason, liveIndex } = answer.data;
    const outcome = score === null ? ComparisonOutcome.enum.not_evaluated : outcomeOf(score, threshold);
    return {
      outcome,
      score,
      threshold,
      engine,
      reason,
      referenceBox: null,
      liveIndex: liveIndex ?? (score === null ? null : 0),
      liveBox: null,
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string, signal: AbortSignal): Promise<string> {
    const { url } = this.#settings;
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const failed = (error: unknown): void => {
      const late = signal.aborted;
      reject(error instanceof FaceServiceFailed ? error : new FaceServiceFailed(late ? 'timeout' : 'unreachable', { cause: error }));
    };
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      accept: 'application/json',
      ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
    };
    const request = send(url, { method: 'POST', agent: this.#agent, headers, signal }, (response) => {
      // A redirect would hand a face to somebody whom nobody named.
      if (response.statusCode !== 200) {
        response.resume();
        return failed(new FaceServiceFailed('refused'));
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) request.destroy(new FaceServiceFailed('bad_answer'));
        else chunks.push(chunk);
      });
      response.once('error', failed);
      response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    request.once('error', failed);
    request.end(body);
    return promise;
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
