import type { GuestRequests, GuestSessionView } from '@guichet/protocol';
import { ServerClock } from '@guichet/ui';
import { createContext, useContext } from 'react';
import { PageConnection } from '../app/customer-connection.ts';
import { newToasts, type Services } from '../app/services.ts';

const GUEST_NAMESPACE = '/guest';

export type GuestConnection = PageConnection<GuestRequests, GuestSessionView>;

export interface GuestServices {
  readonly guest: GuestConnection;
  /** The same for the parts of the customer's page that a guest's is made of: they ask for nothing that is not in both tables. */
  readonly shared: Services;
}

export function createGuestServices(): GuestServices {
  const clock = new ServerClock();
  const guest: GuestConnection = new PageConnection(clock, GUEST_NAMESPACE);
  return { guest, shared: { clock, toasts: newToasts(), counter: guest as unknown as Services['counter'] } };
}

export const GuestContext = createContext<GuestConnection | null>(null);

export function useGuest(): GuestConnection {
  const guest = useContext(GuestContext);
  if (guest === null) throw new Error('GuestContext is missing');
  return guest;
}
