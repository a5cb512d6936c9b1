import { type Actor, AppError, type MessageId, type SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Core } from './core.ts';
import { lockSession, type SessionRow } from './session-row.ts';

export const CHAT_VALUE = 'chat.text';

/** Messages of a call: the text in the vault, an event in the log. */
export class Chat {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Sends a message; the same `messageId` again is the same message. `authorise` throws unless the sender may, in the session as it is locked. */
  async send(
    sessionId: SessionId,
    message: { readonly messageId: MessageId; readonly text: string; readonly actor: Actor },
    authorise: (tx: Tx, session: SessionRow) => Promise<void> | void,
  ): Promise<void> {
    const { database, log, vault } = this.#core;
    await database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      await authorise(tx, session);
      const known = await tx.sessionEvent.count({
        where: { sessionId, type: 'chat.sent', payload: { path: ['messageId'], equals: message.messageId } },
      });
      if (known > 0) return;
      if (session.status !== 'in_call') throw new AppError('wrong_state');
      const text = await vault.commit(tx, sessionId, CHAT_VALUE, message.text);
      await log.append(tx, sessionId, { actor: message.actor, type: 'chat.sent', payload: { messageId: message.messageId, text } });
    });
  }
}
