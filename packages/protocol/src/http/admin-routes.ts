import { z } from 'zod';
import { AgentStatus } from '../sessions/states.ts';
import { ApiClientId, SessionId, StaffId } from '../wire/ids.ts';
import { Language } from '../wire/language.ts';
import { StaffRole } from '../wire/roles.ts';
import type { RouteSpec } from './route-spec.ts';
import { Skill } from './service-routes.ts';

const UnixMs = z.number().int().nonnegative();
const Nothing = z.object({});

/** What a person chooses for themselves. Long rather than complicated (NIST SP 800-63B §3.1.1). */
export const NewPassword = z.string().min(12).max(256);

const StaffName = z.string().trim().min(1).max(60);

/** What an administrator decides about a member of staff. */
export const StaffFacts = z.object({
  /** `en` is what readers of English see; null where it is the same. */
  names: z.object({ 'zh-CN': StaffName, en: StaffName.nullable() }),
  roles: z.array(StaffRole).min(1).max(StaffRole.options.length),
  skills: z.array(Skill).max(50),
  language: Language,
});
export type StaffFacts = z.infer<typeof StaffFacts>;

export const StaffNumber = z.string().regex(/^[A-Za-z0-9._-]{1,32}$/);

/** A member of staff as administrators see them. */
export const StaffMember = StaffFacts.extend({
  staffId: StaffId,
  staffNumber: z.string(),
  skills: z.array(z.string()),
  active: z.boolean(),
  /** Signs in from the counter's own machine only. */
  demo: z.boolean(),
  /** Has a password that was handed out and not changed yet: good until then. */
  oneTimeUntil: UnixMs.nullable(),
  status: AgentStatus,
  lastSeenAt: UnixMs.nullable(),
});
export type StaffMember = z.infer<typeof StaffMember>;

/** Answered once, to whoever made it; only a hash is kept. */
const WithOneTimePassword = z.object({ member: StaffMember, oneTimePassword: z.string() });

/** HTTPS, so that nobody on the way reads it; plain HTTP reaches this machine alone. No user, no fragment: both would be kept in clear. */
export const WebhookUrl = z
  .url({ protocol: /^https?$/ })
  .max(512)
  .refine((text) => {
    // What is no address has been refused already, and is asked all the same.
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, username, password, hash } = new URL(text);
    const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
    return (protocol === 'https:' || loopback) && username === '' && password === '' && hash === '';
  });

export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed', 'gone']);

export const WebhookDeliveryView = z.object({
  webhookId: z.string(),
  type: z.string(),
  status: DeliveryStatus,
  attempts: z.number().int().nonnegative(),
  /** HTTP status of the last attempt; null where nobody answered, `lastError` then says why. */
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  queuedAt: UnixMs,
  lastAttemptAt: UnixMs.nullable(),
});
export type WebhookDeliveryView = z.infer<typeof WebhookDeliveryView>;

export const ApiClientView = z.object({
  apiClientId: ApiClientId,
  name: z.string(),
  /** The key's last characters. */
  keyHint: z.string().nullable(),
  active: z.boolean(),
  createdAt: UnixMs,
  revokedAt: UnixMs.nullable(),
  webhook: z
    .object({
      url: z.string(),
      /** Messages are signed with the secret before the current one as well until then. */
      previousSecretUntil: UnixMs.nullable(),
      lastDelivery: WebhookDeliveryView.nullable(),
    })
    .nullable(),
});
export type ApiClientView = z.infer<typeof ApiClientView>;

/** Why somebody looks at a masked value. A closed set: free words would carry personal data into the audit trail. */
export const RevealReason = z.enum(['identify', 'contact', 'correct', 'complaint', 'investigation']);
export type RevealReason = z.infer<typeof RevealReason>;
/** What a bank told of its customer and staff see masked. */
export const RevealableFact = z.enum(['name', 'phone', 'customerNumber', 'idNumber', 'birthDate']);
export type RevealableFact = z.infer<typeof RevealableFact>;

const ByStaff = z.object({ staffId: StaffId });
const ByClient = z.object({ apiClientId: ApiClientId });
const LOOK = { perSecond: 5, burst: 30 };
const CHANGE = { perSecond: 1, burst: 10 };

/** What administrators do, and reading one masked value. */
export const adminRoutes = {
  'team.list': {
    method: 'GET',
    path: '/v1/staff',
    summary: 'All members of staff, those who left included',
    roles: ['admin'],
    rate: LOOK,
    reply: z.object({ members: z.array(StaffMember) }),
  },
  'team.create': {
    method: 'POST',
    path: '/v1/staff',
    summary: 'Add a member of staff; answers a one-time password, once',
    roles: ['admin'],
    rate: CHANGE,
    body: StaffFacts.extend({ staffNumber: StaffNumber }),
    reply: WithOneTimePassword,
  },
  'team.edit': {
    method: 'PUT',
    path: '/v1/staff/:staffId',
    summary: 'Change names, roles, skills and language; in force at once',
    roles: ['admin'],
    rate: CHANGE,
    params: ByStaff,
    body: StaffFacts,
    reply: StaffMember,
  },
  'team.disable': {
    method: 'POST',
    path: '/v1/staff/:staffId/disable',
    summary: 'Sign somebody out everywhere and let them in no more',
    roles: ['admin'],
    rate: CHANGE,
    params: ByStaff,
    body: Nothing,
    reply: StaffMember,
  },
  'team.enable': {
    method: 'POST',
    path: '/v1/staff/:staffId/enable',
    summary: 'Let somebody in again, with a new one-time password',
    roles: ['admin'],
    rate: CHANGE,
    params: ByStaff,
    body: Nothing,
    reply: WithOneTimePassword,
  },
  'team.resetPassword': {
    method: 'POST',
    path: '/v1/staff/:staffId/reset-password',
    summary: 'Replace a password by a one-time one and sign its owner out everywhere',
    roles: ['admin'],
    rate: CHANGE,
    params: ByStaff,
    body: Nothing,
    reply: WithOneTimePassword,
  },
  'clients.list': {
    method: 'GET',
    path: '/v1/api-clients',
    summary: "The bank's systems that may open sessions",
    roles: ['admin'],
    rate: LOOK,
    reply: z.object({ clients: z.array(ApiClientView) }),
  },
  'clients.create': {
    method: 'POST',
    path: '/v1/api-clients',
    summary: 'Add a system; answers its API key, once',
    roles: ['admin'],
    rate: CHANGE,
    body: z.object({ name: z.string().trim().min(1).max(100) }),
    reply: z.object({ client: ApiClientView, apiKey: z.string() }),
  },
  'clients.revoke': {
    method: 'POST',
    path: '/v1/api-clients/:apiClientId/revoke',
    summary: "Withdraw a system's key for good; it is told nothing any more either",
    roles: ['admin'],
    rate: CHANGE,
    params: ByClient,
    body: Nothing,
    reply: ApiClientView,
  },
  'webhooks.set': {
    method: 'PUT',
    path: '/v1/api-clients/:apiClientId/webhook',
    summary: 'Where a system is told what happens; the first address comes with a signing secret, answered once',
    roles: ['admin'],
    rate: CHANGE,
    params: ByClient,
    body: z.object({ url: WebhookUrl }),
    reply: z.object({ client: ApiClientView, signingSecret: z.string().nullable() }),
  },
  'webhooks.remove': {
    method: 'DELETE',
    path: '/v1/api-clients/:apiClientId/webhook',
    summary: 'Tell a system nothing any more; its signing secret is forgotten',
    roles: ['admin'],
    rate: CHANGE,
    params: ByClient,
    reply: ApiClientView,
  },
  'webhooks.rotateSecret': {
    method: 'POST',
    path: '/v1/api-clients/:apiClientId/webhook/rotate-secret',
    summary: 'A new signing secret, answered once; for a day messages are signed with the old one as well',
    roles: ['admin'],
    rate: CHANGE,
    params: ByClient,
    body: Nothing,
    reply: z.object({ client: ApiClientView, signingSecret: z.string() }),
  },
  'webhooks.test': {
    method: 'POST',
    path: '/v1/api-clients/:apiClientId/webhook/test',
    summary: 'Send a test message now, once, and say what came of it',
    roles: ['admin'],
    rate: { perSecond: 0.2, burst: 5 },
    params: ByClient,
    body: Nothing,
    reply: WebhookDeliveryView,
  },
  'webhooks.deliveries': {
    method: 'GET',
    path: '/v1/api-clients/:apiClientId/webhook/deliveries',
    summary: 'The latest messages to a system and what became of them, newest first',
    roles: ['admin'],
    rate: LOOK,
    params: ByClient,
    reply: z.object({ deliveries: z.array(WebhookDeliveryView) }),
  },
  'facts.reveal': {
    method: 'POST',
    path: '/v1/sessions/:sessionId/reveal',
    summary: 'One masked value of a session in clear, with the reason; an agent of a session of their own. Leaves an audit record',
    roles: ['agent', 'supervisor', 'reviewer'],
    rate: { perSecond: 0.1, burst: 6 },
    params: z.object({ sessionId: SessionId }),
    body: z.object({ name: RevealableFact, reason: RevealReason }),
    reply: z.object({ value: z.string() }),
  },
} as const satisfies Record<string, RouteSpec>;
