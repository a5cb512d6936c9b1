import { z } from 'zod';
import { NodeLoad } from '../nodes/control.ts';
import { RecordingTrouble } from '../media/quality.ts';
import { TrackSource } from '../media/room-token.ts';
import { MediaKind } from '../media/rtp.ts';
import { SessionEventSchema } from '../sessions/session-event.ts';
import { RecordingStatus, SessionEndReason, SessionStatus } from '../sessions/states.ts';
import { BankView, CustomerSessionView, ServiceTypeView, StaffView } from '../sessions/views.ts';
import { NodeId, ParticipantId, RecordingId, ServiceTypeId, SessionId, TrackId } from '../wire/ids.ts';
import { Language } from '../wire/language.ts';
import { EVERY_STAFF_ROLE } from '../wire/roles.ts';
import { adminRoutes, NewPassword } from './admin-routes.ts';
import { blockListRoutes } from './block-list-routes.ts';
import { bundleRoutes } from './bundle-routes.ts';
import { compositionRoutes } from './composition-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { flowRoutes } from './flow-routes.ts';
import { guestRoutes } from './guest-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { operationRoutes } from './operation-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import type { RouteSpec } from './route-spec.ts';
import { searchRoutes } from './search-routes.ts';
import { ServiceChoice, serviceRoutes } from './service-routes.ts';

const UnixMs = z.number().int().nonnegative();
const Nothing = z.object({});

/** What a bank's system may say it knows of the customer. Kept beside the log, never in it. */
export const KnownCustomer = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  phone: z.string().trim().min(3).max(32).optional(),
  customerNumber: z.string().trim().min(1).max(64).optional(),
  idNumber: z.string().trim().min(4).max(32).optional(),
  birthDate: z.iso.date().optional(),
  riskLevel: z.string().trim().max(16).optional(),
});
export type KnownCustomer = z.infer<typeof KnownCustomer>;

export const RecordingSummary = z.object({
  recordingId: RecordingId,
  sessionId: SessionId,
  sessionNumber: z.string(),
  serviceType: ServiceTypeView,
  status: RecordingStatus,
  startedAt: UnixMs,
  /** Its time was over: nothing of it can be played any more. */
  deletedAt: UnixMs.nullable(),
  durationMs: z.number().int().nonnegative().nullable(),
  sizeBytes: z.number().int().nonnegative().nullable(),
  gapCount: z.number().int().nonnegative(),
  customerName: z.string().nullable(),
  agentName: z.string().nullable(),
});
export type RecordingSummary = z.infer<typeof RecordingSummary>;

export const ReplayTrack = z.object({
  trackId: TrackId,
  participantId: ParticipantId,
  kind: MediaKind,
  source: TrackSource,
  /** Where it begins and ends on the recording's clock. */
  fromMs: z.number().int().nonnegative(),
  toMs: z.number().int().nonnegative(),
  /** File of this track alone, for a player; null when nothing of it could be played. */
  url: z.string().nullable(),
});

export const RecordingDetail = RecordingSummary.extend({
  parties: z.array(
    z.object({
      participantId: ParticipantId,
      role: z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']),
      displayName: z.string(),
    }),
  ),
  tracks: z.array(ReplayTrack),
  gaps: z.array(z.object({ trackId: TrackId.nullable(), fromMs: z.number().int(), toMs: z.number().int(), trouble: RecordingTrouble })),
  progress: z.number().min(0).max(1).nullable(),
  mayDownload: z.boolean(),
});
export type RecordingDetail = z.infer<typeof RecordingDetail>;

export const NodeView = z.object({
  nodeId: NodeId,
  keyThumbprint: z.string(),
  zone: z.string(),
  status: z.enum(['pending', 'approved', 'retired']),
  connected: z.boolean(),
  signallingUrl: z.string().nullable(),
  version: z.string().nullable(),
  load: NodeLoad.nullable(),
  lastSeenAt: UnixMs.nullable(),
});

export const SessionSummary = z.object({
  sessionId: SessionId,
  number: z.string(),
  status: SessionStatus,
  endReason: SessionEndReason.nullable(),
  serviceTypeId: ServiceTypeId,
  openedAt: UnixMs,
  endedAt: UnixMs.nullable(),
  recording: z.object({ recordingId: RecordingId, status: RecordingStatus }).nullable(),
});

const OnePage = { limit: z.coerce.number().int().min(1).max(100).default(50), before: z.coerce.number().int().optional() };
const BySession = z.object({ sessionId: SessionId });
const ByRecording = z.object({ recordingId: RecordingId });
const ByNode = z.object({ nodeId: NodeId });
/** `passwordChangeDue`: the password was handed out by an administrator; nothing else is answered before it is replaced. */
const Login = z.object({ staff: StaffView, csrfToken: z.string(), passwordChangeDue: z.boolean() });

/** Every REST request of the counter; the OpenAPI page, the handlers and the refusal tests come from here. */
export const routes = {
  'entry.options': {
    method: 'GET',
    path: '/v1/entry',
    summary: 'The bank and the services an anonymous customer can choose from',
    roles: ['public', 'customer'],
    rate: { perSecond: 5, burst: 30 },
    reply: z.object({ bank: BankView, serviceTypes: z.array(ServiceChoice), anonymousAllowed: z.boolean() }),
  },
  'entry.exchange': {
    method: 'POST',
    path: '/v1/entry/exchange',
    summary: 'Exchange the secret of an entry link, once, for a device-bound cookie',
    roles: ['public', 'customer'],
    rate: { perSecond: 0.5, burst: 10 },
    body: z.object({ secret: z.string().min(32).max(128), language: Language }),
    reply: CustomerSessionView,
  },
  'entry.anonymous': {
    method: 'POST',
    path: '/v1/entry/anonymous',
    summary: 'Open a session without a link, as a customer the bank does not know',
    roles: ['public', 'customer'],
    rate: { perSecond: 0.5, burst: 10 },
    body: z.object({ serviceTypeId: ServiceTypeId, language: Language }),
    reply: CustomerSessionView,
  },
  'entry.current': {
    method: 'GET',
    path: '/v1/entry/current',
    summary: "The session that this device's cookie names",
    roles: ['customer'],
    rate: { perSecond: 5, burst: 30 },
    reply: CustomerSessionView,
  },
  'sessions.open': {
    method: 'POST',
    path: '/v1/sessions',
    summary: "Open a session for a service type; returns the customer's one-time entry link",
    roles: ['bank'],
    rate: { perSecond: 50, burst: 200 },
    body: z.object({
      serviceTypeId: ServiceTypeId,
      language: Language.default('zh-CN'),
      customer: KnownCustomer.default({}),
      reference: z.string().max(64).optional(),
      /** Of the bank, whose customer it is: by it new versions of flows can be rolled out. */
      branch: z.string().trim().min(1).max(64).optional(),
    }),
    reply: SessionSummary.extend({ entryUrl: z.url(), entryExpiresAt: UnixMs }),
  },
  'sessions.read': {
    method: 'GET',
    path: '/v1/sessions/:sessionId',
    summary: 'Where a session of this API key stands',
    roles: ['bank'],
    rate: { perSecond: 50, burst: 200 },
    params: BySession,
    reply: SessionSummary,
  },
  'sessions.cancel': {
    method: 'DELETE',
    path: '/v1/sessions/:sessionId',
    summary: 'End a session of this API key',
    roles: ['bank'],
    rate: { perSecond: 20, burst: 50 },
    params: BySession,
    reply: SessionSummary,
  },
  'sessions.events': {
    method: 'GET',
    path: '/v1/sessions/:sessionId/events',
    summary: 'The log of a session',
    roles: ['reviewer', 'supervisor', 'admin'],
    rate: { perSecond: 5, burst: 30 },
    params: BySession,
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    reply: z.object({ events: z.array(SessionEventSchema) }),
  },
  'staff.login': {
    method: 'POST',
    path: '/v1/staff/login',
    summary: 'Sign in; sets an HttpOnly cookie and returns the anti-forgery token',
    roles: ['public', ...EVERY_STAFF_ROLE],
    rate: { perSecond: 1, burst: 10 },
    body: z.object({ staffNumber: z.string().trim().min(1).max(32), password: z.string().min(1).max(256) }),
    reply: Login,
  },
  'staff.me': {
    method: 'GET',
    path: '/v1/staff/me',
    summary: 'Who is signed in, and their anti-forgery token',
    roles: EVERY_STAFF_ROLE,
    rate: { perSecond: 5, burst: 30 },
    beforePasswordChange: true,
    reply: Login,
  },
  'staff.logout': {
    method: 'POST',
    path: '/v1/staff/logout',
    summary: 'Sign out everywhere this cookie is used',
    roles: EVERY_STAFF_ROLE,
    rate: { perSecond: 1, burst: 10 },
    beforePasswordChange: true,
    body: Nothing,
    reply: Nothing,
  },
  'staff.changePassword': {
    method: 'POST',
    path: '/v1/staff/password',
    summary: "Replace one's own password; other logins of the same person end",
    roles: EVERY_STAFF_ROLE,
    rate: { perSecond: 0.2, burst: 5 },
    beforePasswordChange: true,
    body: z.object({ current: z.string().min(1).max(256), next: NewPassword }),
    reply: Nothing,
  },
  'staff.chooseLanguage': {
    method: 'POST',
    path: '/v1/staff/language',
    summary: 'The language in which one is told names, and is named',
    roles: EVERY_STAFF_ROLE,
    rate: { perSecond: 0.5, burst: 10 },
    beforePasswordChange: true,
    body: z.object({ language: Language }),
    reply: StaffView,
  },
  'recordings.list': {
    method: 'GET',
    path: '/v1/recordings',
    summary: 'Recordings, newest first; an agent sees their own',
    roles: ['agent', 'supervisor', 'reviewer', 'admin'],
    rate: { perSecond: 5, burst: 30 },
    query: z.object(OnePage),
    reply: z.object({ recordings: z.array(RecordingSummary) }),
  },
  'recordings.read': {
    method: 'GET',
    path: '/v1/recordings/:recordingId',
    summary: 'One recording with its parties, tracks and gaps',
    roles: ['agent', 'supervisor', 'reviewer', 'admin'],
    rate: { perSecond: 5, burst: 30 },
    params: ByRecording,
    reply: RecordingDetail,
  },
  'recordings.track': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/tracks/:trackId',
    summary: 'One track as a file a browser plays; ranges are served',
    roles: ['agent', 'supervisor', 'reviewer', 'admin'],
    rate: { perSecond: 50, burst: 300 },
    params: z.object({ recordingId: RecordingId, trackId: TrackId }),
    reply: null,
  },
  'recordings.download': {
    method: 'GET',
    path: '/v1/recordings/:recordingId/download',
    summary: 'All tracks in one Matroska or MP4 file',
    roles: ['supervisor', 'reviewer', 'admin'],
    rate: { perSecond: 1, burst: 10 },
    params: ByRecording,
    query: z.object({ format: z.enum(['mkv', 'mp4']).default('mkv') }),
    reply: null,
  },
  'nodes.list': {
    method: 'GET',
    path: '/v1/nodes',
    summary: 'Media nodes: enrolled, waiting for approval, retired',
    roles: ['admin'],
    rate: { perSecond: 5, burst: 30 },
    reply: z.object({ nodes: z.array(NodeView) }),
  },
  'nodes.approve': {
    method: 'POST',
    path: '/v1/nodes/:nodeId/approve',
    summary: "Enrol a node's key",
    roles: ['admin'],
    rate: { perSecond: 1, burst: 10 },
    params: ByNode,
    body: Nothing,
    reply: NodeView,
  },
  'nodes.retire': {
    method: 'POST',
    path: '/v1/nodes/:nodeId/retire',
    summary: "Withdraw a node's enrolment; it gets nothing any more",
    roles: ['admin'],
    rate: { perSecond: 1, burst: 10 },
    params: ByNode,
    body: Nothing,
    reply: NodeView,
  },
  ...adminRoutes,
  ...serviceRoutes,
  ...compositionRoutes,
  ...documentRoutes,
  ...flowRoutes,
  ...blockListRoutes,
  ...bundleRoutes,
  ...reviewRoutes,
  ...retentionRoutes,
  ...auditRoutes,
  ...operationRoutes,
  ...identityRoutes,
  ...guestRoutes,
  ...replayRoutes,
  ...searchRoutes,
  ...evidenceRoutes,
} as const satisfies Record<string, RouteSpec>;
export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** Header that repeats the anti-forgery token on every changing request of staff. */
export const CSRF_HEADER = 'x-guichet-csrf';
/** Authorization scheme of a bank's system: `Authorization: Bearer <API key>`. */
export const API_KEY_SCHEME = 'Bearer';
