import type { GuestRequests, Handlers, StaffRequests } from '@guichet/protocol';
import { CallMedia } from './calls/call-media.ts';
import { CallPasses } from './calls/call-passes.ts';
import { CallRecovery } from './calls/call-recovery.ts';
import { CheckRooms } from './calls/check-rooms.ts';
import { NodePresence } from './calls/node-presence.ts';
import { NodeReports } from './calls/node-reports.ts';
import { SessionEnding } from './calls/session-ending.ts';
import { Transfers } from './calls/transfers.ts';
import { FlowEffects } from './flows/flow-effects.ts';
import { FlowServices } from './flows/flow-services.ts';
import { FlowSteps } from './flows/flow-steps.ts';
import { registerPeopleServices } from './flows/services/people-services.ts';
import { registerRecordingServices } from './flows/services/recording-services.ts';
import { registerSessionServices } from './flows/services/session-services.ts';
import { registerSpeechServices, VirtualAgents } from './flows/services/speech-services.ts';
import { GuestConsents } from './guests/guest-consents.ts';
import { type Guest, GuestCookies } from './guests/guest-cookies.ts';
import { createGuestRequests } from './guests/guest-requests.ts';
import { createGuestRoutes, type GuestRouteName } from './guests/guest-routes.ts';
import { Invitations } from './guests/invitations.ts';
import type { HttpHandlers, SessionRouteName } from './http/http-handlers.ts';
import type { MediaPlane } from './nodes/media-plane.ts';
import { Presence } from './queue/presence.ts';
import { Sweeper } from './queue/sweeper.ts';
import type { RecordingStarter } from './recordings/recording-starter.ts';
import { Chat } from './sessions/chat.ts';
import { Consents } from './sessions/consent.ts';
import type { Core } from './sessions/core.ts';
import { createCustomerRequests, type CustomerContext, type SessionRequests } from './sessions/customer-requests.ts';
import { DeviceBindings } from './sessions/device-bindings.ts';
import { Entry } from './sessions/entry.ts';
import { SessionOpening } from './sessions/session-opening.ts';
import { createSessionRoutes } from './sessions/session-routes.ts';
import { createStaffRequests, type StaffContext } from './sessions/staff-requests.ts';

export interface BusinessPlane {
  readonly devices: DeviceBindings;
  readonly opening: SessionOpening;
  readonly entry: Entry;
  readonly customerRequests: Handlers<SessionRequests, CustomerContext>;
  readonly staffRequests: Handlers<StaffRequests, StaffContext>;
  readonly guestRequests: Handlers<GuestRequests, Guest>;
  readonly guestCookies: GuestCookies;
  readonly invitations: Invitations;
  readonly routes: HttpHandlers<SessionRouteName | GuestRouteName>;
  readonly presence: Presence;
  readonly sweeper: Sweeper;
  /** Whatever else flows can ask for registers here, before anything runs. */
  readonly flowServices: FlowServices;
  readonly flowEffects: FlowEffects;
  readonly virtualAgents: VirtualAgents;
}

export interface BusinessPlaneOptions {
  readonly media: MediaPlane;
  readonly recordings: RecordingStarter;
  /** Browsers reach the counter by TLS. */
  readonly secure: boolean;
  /** Where browsers reach the counter, without a trailing slash; asked for when an entry link is made. */
  readonly publicUrl: () => string;
  /** Starts the process of a virtual agent; null or absent: there is none. */
  readonly virtualAgentCommand?: readonly string[] | null;
  readonly monotonicMs?: () => number;
}

/** Sessions, queue and calls, put together. Nothing runs before `sweeper.start()`; the media plane must not have reported anything yet. */
export function createBusinessPlane(core: Core, options: BusinessPlaneOptions): BusinessPlane {
  const { media, recordings, secure, publicUrl, virtualAgentCommand = null, monotonicMs = () => performance.now() } = options;
  const devices = new DeviceBindings(core, secure);
  const opening = new SessionOpening(core);
  const entry = new Entry(core, opening, devices);
  const consents = new Consents(core);
  const chat = new Chat(core);

  const checkRooms = new CheckRooms(core, media);
  const calls = new CallMedia(core, media, recordings);
  const nodePresence = new NodePresence(media, monotonicMs);
  const recovery = new CallRecovery(core, media, { recordings, calls, presence: nodePresence });
  new NodeReports(core, media, calls, recovery);
  const passes = new CallPasses(core, media, calls, recovery);
  const kick = calls.kick.bind(calls);
  const transfers = new Transfers(core, kick);
  const ending = new SessionEnding(core, transfers, checkRooms, kick);

  const invitations = new Invitations(core, kick);
  const steps = new FlowSteps(core);
  const flowServices = new FlowServices();
  const virtualAgents = new VirtualAgents(core, passes, virtualAgentCommand);
  registerSessionServices(flowServices, core, { ending, speech: virtualAgents });
  registerSpeechServices(flowServices, core, virtualAgents);
  registerRecordingServices(flowServices, core, calls);
  registerPeopleServices(flowServices, core, { publicUrl, invitations });
  const flowEffects = new FlowEffects(core, flowServices);

  const presence = new Presence(core, ending, transfers);
  const sweeper = new Sweeper(core, { presence, transfers, calls, recovery, checkRooms, flowEffects, monotonicMs });

  return {
    devices,
    opening,
    entry,
    customerRequests: createCustomerRequests(core, { consents, checkRooms, passes, chat, ending, steps }),
    guestRequests: createGuestRequests(core, { consents: new GuestConsents(core, kick), passes, chat, steps }),
    guestCookies: new GuestCookies(core, secure),
    invitations,
    staffRequests: createStaffRequests(core, { calls, passes, transfers, chat, ending, steps, invitations }),
    routes: { ...createSessionRoutes(core, { entry, opening, ending, publicUrl }), ...createGuestRoutes(core, invitations) },
    presence,
    sweeper,
    flowServices,
    flowEffects,
    virtualAgents,
  };
}
