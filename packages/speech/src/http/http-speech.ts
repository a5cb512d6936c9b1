import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Language } from '@guichet/protocol';
import { z } from 'zod';
import { bytesOf, SPEECH_RATE_HZ, type SpeechEngine, SpeechFailed, type SpeechSpan } from '../engine.ts';

/** How a bank's own recogniser is reached. */
export interface HttpSpeechSettings {
  /** `POST` goes to exactly this address. */
  readonly url: string;
  /** File with a header line of the operator's, `Name: value`; null: none. */
  readonly authorizationPath: string | null;
  /** PEM files: whom to trust instead of the system's authorities, and who we are where the service asks (mutual TLS). */
  readonly tls: { readonly caPath: string | null; readonly certPath: string | null; readonly keyPath: string | null };
  readonly deadlineMs: number;
  /** What it writes down. */
  readonly languages: readonly Language[];
}

const AtMs = z.number().int().min(0).max(600_000);

/** What has to come back. Words come in the order they were said. */
export const HttpSpeechAnswer = z.object({
  engine: z.object({
    name: z.string().min(1).max(64),
    version: z.string().min(1).max(64),
    licence: z.string().max(300).default('the bank’s own'),
  }),
  words: z
    .array(
      z
        .object({
          word: z.string().min(1).max(100),
          fromMs: AtMs,
          untilMs: AtMs,
          confidence: z.number().min(0).max(1).nullable().default(null),
        })
        .refine(({ fromMs, untilMs }) => fromMs <= untilMs, { message: 'a word ends before it begins' }),
    )
    .max(2_000)
    .refine((words) => words.every(({ fromMs }, at) => at === 0 || fromMs >= (words[at - 1]?.fromMs ?? 0)), {
      message: 'words out of order',
    }),
});

const MAX_ANSWER_BYTES = 1024 * 1024;
/** Names of tokens and the like (RFC 9110, 5.1), and what may stand behind them. */
const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}):[ \t]*([\x21-\x7e][\x20-\x7e]{0,4095})$/;

/** A bank's own recogniser behind HTTP. It is sent raw sound (`audio/L16`, RFC 2586, in its big-endian order) and asked for words alone: what they mean is judged here. */
export async function openHttpSpeech(settings: HttpSpeechSettings): Promise<SpeechEngine> {
  const { tls, url } = settings;
  const read = (path: string | null) => (path === null ? Promise.resolve(null) : readFile(path, 'utf8'));
  const [header, ca, cert, key] = await Promise.all([settings.authorizationPath, tls.caPath, tls.certPath, tls.keyPath].map(read));
  const [, name, value] = header == null ? [] : (HEADER.exec(header.trim()) ?? []);
  if (header != null && (name === undefined || value === undefined))
    throw new SpeechFailed('not_available', { why: 'the authorization file holds no header line' });
  const pool = { keepAlive: true, maxSockets: 4 };
  const isSecure = url.startsWith('https:');
  const agent = isSecure
    ? new HttpsAgent({ ...pool, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}), minVersion: 'TLSv1.2' })
    : new HttpAgent(pool);
  const authorization = name === undefined || value === undefined ? {} : { [name.toLowerCase()]: value };

  return {
    // What it calls itself stands in each answer; until then it is known by what it is.
    info: { name: 'http', version: '1', licence: 'the bank’s own' },
    wordsIn: settings.languages,
    answersIn: [],
    words: async (span, signal) => {
      const text = await post(span, AbortSignal.any([signal, AbortSignal.timeout(settings.deadlineMs)]));
      const answer = HttpSpeechAnswer.safeParse(parsed(text));
      if (!answer.success) throw new SpeechFailed('bad_answer');
      return { kind: 'words', words: answer.data.words, engine: answer.data.engine };
    },
    answer: () => Promise.reject(new SpeechFailed('not_available', { why: 'it writes words down' })),
    close: () => agent.destroy(),
  };

  function post({ pcm, language }: SpeechSpan, signal: AbortSignal): Promise<string> {
    const body = bytesOf(pcm).swap16();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const failed = (error: unknown): void => {
      const problem = signal.aborted ? 'timeout' : 'unreachable';
      reject(error instanceof SpeechFailed ? error : new SpeechFailed(problem, { cause: error }));
    };
    const headers = {
      ...authorization,
      'content-type': `audio/L16;rate=${SPEECH_RATE_HZ};channels=1`,
      'content-length': body.length,
      'content-language': Language.parse(language),
      accept: 'application/json',
    };
    const request = (isSecure ? httpsRequest : httpRequest)(url, { method: 'POST', agent, headers, signal }, (response) => {
      // A redirect would hand a customer's voice to somebody whom nobody named.
      if (response.statusCode !== 200) {
        response.resume();
        return failed(new SpeechFailed('refused'));
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) request.destroy(new SpeechFailed('bad_answer'));
        else chunks.push(chunk);
      });
      response.once('error', failed);
      response.once('aborted', () => failed(new Error('The answer broke off')));
      response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    request.once('error', failed);
    request.end(body);
    return promise;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
