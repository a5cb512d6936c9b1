export { CONNECTION_STATES, MEDIA_STATES, type ConnectionState, type MediaState } from './connection-state.ts';
export { type RtcLogger, silentLogger } from './logger.ts';
export { createPageIdentity, type PageIdentity } from './page-identity.ts';
export type { GetPass, RoomClientEvents, RoomClientOptions } from './room-client-options.ts';
export type * from './room-view.ts';
