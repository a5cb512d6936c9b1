import { CSRF_HEADER } from '@guichet/protocol';
import { z } from 'zod';
import type { Standing } from '../review.ts';

const Login = z.object({ csrfToken: z.string() });

/** The headers of a reviewer's requests. */
export async function signIn({ url, login }: Standing): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/json', origin: url };
  const answer = await fetch(`${url}/v1/staff/login`, { method: 'POST', headers, body: JSON.stringify(login) });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { csrfToken } = Login.parse(await answer.json());
  return { ...headers, cookie, [CSRF_HEADER]: csrfToken };
}

const LOOK_EVERY_MS = 1_000;
const DEADLINE_MS = 600_000;
const Made = z.object({ material: z.enum(['pending', 'ready', 'failed']) });

/** Until waveforms and blurred pictures of every recording are there: what is measured is a reviewer's wait, not a job beside it. */
export async function materialMade(standing: Standing): Promise<void> {
  const headers = await signIn(standing);
  const isMade = async (recordingId: string): Promise<boolean> => {
    const answer = await fetch(`${standing.url}/v1/recordings/${recordingId}/timeline`, { headers });
    return Made.parse(await answer.json()).material === 'ready';
  };
  const deadline = performance.now() + DEADLINE_MS;
  for (const { recordingId } of standing.recordings) {
    while (!(await isMade(recordingId))) {
      if (performance.now() > deadline) throw new Error(`What is needed to replay ${recordingId} was not made`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
