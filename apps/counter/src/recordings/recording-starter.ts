import type { CallId, NodeId, RecordingId, RoomId, SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';

/** What the start of a call needs of the recordings. */
export interface RecordingStarter {
  /** Writes the row (`starting`) and the event `recording.started` in the caller's transaction, the one that writes `call.started`. */
  begin(
    tx: Tx,
    recording: {
      readonly recordingId: RecordingId;
      readonly sessionId: SessionId;
      readonly callId: CallId;
      readonly nodeId: NodeId;
      readonly roomId: RoomId;
    },
  ): Promise<void>;
}
