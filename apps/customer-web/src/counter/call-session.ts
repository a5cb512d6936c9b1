import type { CustomerSessionView } from '@guichet/protocol';
import { createContext } from 'react';

/** As much of a session as the screen of the call draws: of a customer's view of it, or of a guest's. */
export type CallSession = Pick<CustomerSessionView, 'number' | 'bank' | 'serviceType' | 'call' | 'recording' | 'chat' | 'flow'> &
  // Guests are told by word of mouth.
  Partial<Pick<CustomerSessionView, 'hints'>>;

/** Whose page it is. */
export interface Self {
  readonly role: 'customer' | 'guest';
  /** Of a guest: who of the guests. */
  readonly invitationId: string | null;
  /** Of a guest: which of the call's parties; null before they are let in. */
  readonly participantId: string | null;
}

export const CUSTOMER: Self = { role: 'customer', invitationId: null, participantId: null };

/** For parts of steps that say who wrote what. */
export const SelfContext = createContext<Self>(CUSTOMER);

/** What the person does about the call as a whole. */
export interface CallEnd {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Asked for: the session's end, or, by a guest, only their own leaving. */
  readonly end: () => Promise<boolean>;
  readonly busy: boolean;
}

type Message = CallSession['chat'][number];

/** Whether this page's person wrote it. */
export function isOwn({ from, guest }: Message, self: Self): boolean {
  return from === self.role && (guest === undefined || guest.invitationId === self.invitationId);
}
