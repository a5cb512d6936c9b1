import type { NodeReport } from '@guichet/protocol';

/** `Omit` for each member of a union. */
type Without<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;

/** Reports without what the one who passes them on fills in. */
export type RoomFact = Without<NodeReport, 'at' | 'roomId'>;
export type PeerFact = Without<Extract<NodeReport, { participantId: unknown }>, 'at' | 'roomId' | 'participantId'>;
export type RecordingFact = Without<Extract<NodeReport, { recordingId: unknown }>, 'at' | 'roomId' | 'recordingId'>;
