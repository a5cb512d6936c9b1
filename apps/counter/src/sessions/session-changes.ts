import { EventEmitter } from 'node:events';
import type { SessionId, StaffId } from '@guichet/protocol';

interface Changes {
  session: [SessionId];
  desk: [StaffId];
  queue: [];
}

/**
 * What has changed, said after the commit. Listeners read the new state for themselves: several changes may be told by one look. Told
 * within this process only.
 */
export class SessionChanges {
  readonly #emitter = new EventEmitter<Changes>();

  /** Anything a page that shows this session may draw. */
  changed(sessionId: SessionId): void {
    this.#emitter.emit('session', sessionId);
  }

  /** A person's status, offer or hand-over. */
  deskChanged(staffId: StaffId): void {
    this.#emitter.emit('desk', staffId);
  }

  /** Tickets or idle agents came or went: places, waits and whom to ring next. */
  queueChanged(): void {
    this.#emitter.emit('queue');
  }

  onSession(listener: (sessionId: SessionId) => void): void {
    this.#emitter.on('session', listener);
  }

  onDesk(listener: (staffId: StaffId) => void): void {
    this.#emitter.on('desk', listener);
  }

  onQueue(listener: () => void): void {
    this.#emitter.on('queue', listener);
  }
}
