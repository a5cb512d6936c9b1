import type { ChatMessage, MessageId } from '@guichet/protocol';

/** A message that was written here and has not come back from the counter yet. */
export interface OutgoingMessage {
  readonly messageId: MessageId;
  readonly text: string;
  readonly status: 'sending' | 'failed';
}

export type ShownMessage = { kind: 'kept'; message: ChatMessage } | { kind: 'outgoing'; message: OutgoingMessage };

/** Kept messages in their order, then what is on its way. A message that was kept after all is shown once. */
export function shownMessages(kept: readonly ChatMessage[], outgoing: readonly OutgoingMessage[]): ShownMessage[] {
  const keptIds = new Set(kept.map((message) => message.messageId));
  return [
    ...kept.map((message) => ({ kind: 'kept' as const, message })),
    ...outgoing.filter((message) => !keptIds.has(message.messageId)).map((message) => ({ kind: 'outgoing' as const, message })),
  ];
}
