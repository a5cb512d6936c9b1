import type { ServiceTypeId } from '@guichet/protocol';
import { z } from 'zod';
import type { Installation } from './installation.ts';
import { postJson } from './post-json.ts';

const Presence = z.object({ latest: z.object({ hash: z.string() }).nullable() });
const Saved = z.object({ version: z.object({ version: z.number(), hash: z.string() }) });
/** The page that edits, as far as the counter is told. */
const PAGE = 'd'.repeat(16);
const Flows = z.object({ flows: z.array(z.object({ key: z.string(), serviceTypeIds: z.array(z.string()) })) });

interface Login {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** In both languages. */
export const text = (zh: string, en: string) => ({ 'zh-CN': zh, en });
export const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });

/** How customers come into a call: notice, check, queue. `next` follows; `no` is where it ends for whoever does not come so far. */
export const callEntry = (next: string, no: string) => ({
  nodes: [
    { id: 'notice', type: 'consent' },
    { id: 'check', type: 'device-check', config: { camera: false, microphone: false, network: 'any', attempts: 10 } },
    { id: 'line', type: 'queue', config: { takenBy: 'customer' } },
    { id: 'join', type: 'connect' },
  ],
  edges: [
    edge('notice', 'accepted', 'check'),
    edge('notice', 'refused', no),
    edge('check', 'passed', 'line'),
    edge('check', 'failed', no),
    edge('line', 'accepted', 'join'),
    edge('join', 'connected', next),
  ],
});

/** Puts a flow of a test's own in force, as a bank does: one designer writes it, an administrator publishes it. @returns its version */
export async function publishFlow(installation: Installation, definition: { readonly key: string }): Promise<number> {
  const { key } = definition;
  const designer = await signIn(installation, 'designer');
  const admin = await signIn(installation, 'admin');
  const { latest } = Presence.parse(await send(designer, 'POST', `/v1/flows/${key}/lock`, { page: PAGE, takeOver: true }));
  const draft = { definition, baseHash: latest?.hash ?? null, page: PAGE };
  const { version, hash } = Saved.parse(await send(designer, 'PUT', `/v1/flows/${key}/draft`, draft)).version;
  await send(designer, 'POST', `/v1/flows/${key}/versions/${version}/submit`, { hash });
  await send(admin, 'POST', `/v1/flows/${key}/versions/${version}/publish`, { hash, reason: 'made for the test', rollout: null });
  return version;
}

/** Asks the counter as somebody who works on flows, who is signed in once. */
export async function flowStaff(installation: Installation, role: 'designer' | 'admin') {
  const login = await signIn(installation, role);
  return (method: string, path: string, body?: unknown): Promise<unknown> => send(login, method, path, body);
}

/** Publishes a flow and binds every service to it. */
export async function runEverywhere(installation: Installation, definition: { readonly key: string }): Promise<void> {
  await publishFlow(installation, definition);
  await bindEverywhere(installation, definition.key);
}

/** Every service runs the flow that is in force under that key. */
export async function bindEverywhere(installation: Installation, key: string): Promise<void> {
  const admin = await signIn(installation, 'admin');
  const { flows } = Flows.parse(await send(admin, 'GET', '/v1/flows'));
  const services = flows.flatMap(({ serviceTypeIds }) => serviceTypeIds) as ServiceTypeId[];
  for (const serviceTypeId of services) await send(admin, 'PUT', `/v1/service-types/${serviceTypeId}/flow`, { flow: key });
}

async function signIn(installation: Installation, role: 'designer' | 'admin'): Promise<Login> {
  const { origin } = new URL(installation.running.urls.customer);
  const { reply, cookie } = await postJson(`${origin}/v1/staff/login`, installation.login(role), { headers: { origin } });
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(reply);
  installation.privateValues.noteCookies(cookie);
  installation.privateValues.note('anti-forgery token', csrfToken);
  return { origin, headers: { cookie, origin, 'x-guichet-csrf': csrfToken } };
}

async function send({ origin, headers }: Login, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was refused: ${answer.status} ${text}`);
  return JSON.parse(text) as unknown;
}
