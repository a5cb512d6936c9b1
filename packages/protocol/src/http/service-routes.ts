import { z } from 'zod';
import { OpeningHours } from '../sessions/opening-hours.ts';
import { NoticeView, ServiceTypeView, SkillView } from '../sessions/views.ts';
import { ServiceTypeId } from '../wire/ids.ts';
import type { LocalText } from '../wire/language.ts';
import { EVERY_STAFF_ROLE } from '../wire/roles.ts';
import { CompositionLayout } from './composition-routes.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const Nothing = z.object({});

/** Skills are words of the bank's own; service types name the one that they need. */
export const Skill = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/);

/** A text in both languages, neither of them empty. */
const bothWays = (max: number) =>
  z.object({ 'zh-CN': z.string().trim().min(1).max(max), en: z.string().trim().min(1).max(max) }) satisfies typeof LocalText;

/** What stands before a ticket's number: `A038`. */
export const TicketPrefix = z.string().regex(/^[A-Z]{1,3}$/);

/** What an administrator decides about a service. Whether it is recorded is no choice: every call is. */
export const ServiceTypeFacts = z.object({
  title: bothWays(60),
  summary: bothWays(200),
  expectedMinutes: z.number().int().min(1).max(240),
  /** What the customer should have at hand. */
  prepare: z.array(bothWays(100)).max(8),
  skill: Skill,
  /** Key of a flow of which a version is in force. */
  flow: z.string().max(64),
  /** A customer without an entry link may choose it. */
  anonymous: z.boolean(),
  ticketPrefix: TicketPrefix,
  /** Where it stands among the others, smallest first. */
  position: z.number().int().min(0).max(999),
  /** When customers may enter, in the bank's time zone; empty: at any time. Whoever is in is served to the end. */
  hours: z.array(OpeningHours).max(14),
  /** One picture of all parties is made of each of its recordings, shown so; null: only when somebody asks. Left out, it stays as it is. */
  compositeLayout: CompositionLayout.nullable().optional(),
});
export type ServiceTypeFacts = z.infer<typeof ServiceTypeFacts>;

/** A service as administrators see it. */
export const ServiceTypeDetail = ServiceTypeFacts.extend({
  id: ServiceTypeId,
  /** Null where nobody has chosen one. */
  flow: z.string().max(64).nullable(),
  /** Its customers read a notice of its own and not the bank's. */
  ownNotice: z.boolean(),
  /** Opens no new session since then. */
  retiredAt: UnixMs.nullable(),
});
export type ServiceTypeDetail = z.infer<typeof ServiceTypeDetail>;

/** A service that a customer without a link can choose; not while it is closed. */
export const ServiceChoice = ServiceTypeView.extend({ open: z.boolean(), hours: z.array(OpeningHours) });
export type ServiceChoice = z.infer<typeof ServiceChoice>;

/** The recording notice in both languages. */
export const NoticeTexts = z.object({ title: bothWays(200), summary: bothWays(500), body: bothWays(8_000) });
export type NoticeTexts = z.infer<typeof NoticeTexts>;

const ByService = z.object({ serviceTypeId: ServiceTypeId });
const LOOK = { perSecond: 5, burst: 30 };
const CHANGE = { perSecond: 1, burst: 10 };

/** What administrators do with the services of the bank and the skills that they need. */
export const serviceRoutes = {
  'services.list': {
    method: 'GET',
    path: '/v1/service-types',
    summary: 'The services of the bank, retired ones included, and every skill that one needs, somebody has or somebody named',
    roles: ['admin'],
    rate: LOOK,
    reply: z.object({ serviceTypes: z.array(ServiceTypeDetail), skills: z.array(SkillView) }),
  },
  'services.create': {
    method: 'POST',
    path: '/v1/service-types',
    summary: 'Add a service',
    roles: ['admin'],
    rate: CHANGE,
    body: ServiceTypeFacts,
    reply: ServiceTypeDetail,
  },
  'services.edit': {
    method: 'PUT',
    path: '/v1/service-types/:serviceTypeId',
    summary: 'Change a service; sessions under way stay on the flow that they began',
    roles: ['admin'],
    rate: CHANGE,
    params: ByService,
    body: ServiceTypeFacts,
    reply: ServiceTypeDetail,
  },
  'services.retire': {
    method: 'POST',
    path: '/v1/service-types/:serviceTypeId/retire',
    summary: 'Open no new session for a service; those that were opened are served',
    roles: ['admin'],
    rate: CHANGE,
    params: ByService,
    body: Nothing,
    reply: ServiceTypeDetail,
  },
  'services.restore': {
    method: 'POST',
    path: '/v1/service-types/:serviceTypeId/restore',
    summary: 'Offer a retired service again',
    roles: ['admin'],
    rate: CHANGE,
    params: ByService,
    body: Nothing,
    reply: ServiceTypeDetail,
  },
  'services.notice': {
    method: 'GET',
    path: '/v1/service-types/:serviceTypeId/notice',
    summary: 'The recording notice that customers of a service read now, in both languages',
    roles: ['admin'],
    rate: LOOK,
    params: ByService,
    reply: z.object({ own: z.boolean(), notices: z.array(NoticeView) }),
  },
  'services.setNotice': {
    method: 'PUT',
    path: '/v1/service-types/:serviceTypeId/notice',
    summary: "Give a service a recording notice of its own, in a new version; null: the bank's own again. What was shown is kept",
    roles: ['admin'],
    rate: CHANGE,
    params: ByService,
    body: z.object({ texts: NoticeTexts.nullable() }),
    reply: ServiceTypeDetail,
  },
  'skills.list': {
    method: 'GET',
    path: '/v1/skills',
    summary: 'Every skill and what people call it',
    roles: EVERY_STAFF_ROLE,
    rate: LOOK,
    reply: z.object({ skills: z.array(SkillView) }),
  },
  'skills.name': {
    method: 'PUT',
    path: '/v1/skills/:skill',
    summary: 'What people call a skill; one that is not there yet is made',
    roles: ['admin'],
    rate: CHANGE,
    params: z.object({ skill: Skill }),
    body: z.object({ name: bothWays(40) }),
    reply: SkillView,
  },
} as const satisfies Record<string, RouteSpec>;
