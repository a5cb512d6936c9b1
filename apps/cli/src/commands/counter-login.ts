import { readFile } from 'node:fs/promises';
import { AppError, CSRF_HEADER, WireError } from '@guichet/protocol';
import { z } from 'zod';

const DEADLINE_MS = 30_000;
const Login = z.object({ csrfToken: z.string() });

/** A counter that knows who asks. */
export interface SignedInCounter {
  /** Throws the counter's own error as `AppError`. */
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
}

/** Signs in as a member of staff: what is done is noted under their name. The password comes out of a file, so that no list of processes shows it. */
export async function signInToCounter({
  counter,
  staff,
  password,
}: {
  readonly counter: string;
  readonly staff: string;
  readonly password: string;
}): Promise<SignedInCounter> {
  const origin = new URL(counter).origin;
  const [first = ''] = (await readFile(password, 'utf8')).split(/\r?\n/);
  const send = async (method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<Response> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      headers: { origin, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer;
    const error = WireError.safeParse(await answer.json().catch(() => null));
    throw error.success ? AppError.fromWire(error.data) : new AppError('unavailable');
  };
  const login = await send('POST', '/v1/staff/login', {}, { staffNumber: staff, password: first });
  const cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const { csrfToken } = Login.parse(await login.json());
  const headers = { cookie, [CSRF_HEADER]: csrfToken };
  return { ask: async (method, path, body) => (await send(method, path, headers, body)).json() };
}
