import { request } from 'node:http';

const DEADLINE_MS = 10_000;

interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The address to send from: all of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string;
}

/** @throws with the answer's text when it is no 2xx. */
export async function postJson(url: string, body: unknown, options: PostOptions = {}): Promise<{ reply: unknown; cookie: string }> {
  const { status, text, setCookie } = await send(url, JSON.stringify(body), options);
  if (status < 200 || status > 299) throw new Error(`${new URL(url).pathname} was refused: ${status} ${text}`);
  return { reply: JSON.parse(text) as unknown, cookie: setCookie.map((each) => each.split(';')[0]).join('; ') };
}

function send(url: string, body: string, { headers, localAddress }: PostOptions) {
  return new Promise<{ status: number; text: string; setCookie: readonly string[] }>((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(DEADLINE_MS),
      agent: false,
      ...(localAddress === undefined ? {} : { localAddress, family: 4 }),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => (text += part))
        .on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, text, setCookie: response.headers['set-cookie'] ?? [] }));
    });
    sent.end(body);
  });
}
