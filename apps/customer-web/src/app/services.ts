import { ServerClock, ToastStore } from '@guichet/ui';
import { createContext, useContext } from 'react';
import { CustomerConnection } from './customer-connection.ts';

/** What every screen stands on; made once, handed down. */
export interface Services {
  readonly clock: ServerClock;
  readonly counter: CustomerConnection;
  readonly toasts: ToastStore;
}

/** One thing at a time is said to a customer: the last. */
export const newToasts = (): ToastStore => new ToastStore({ mostAtOnce: 1 });

export function createServices(): Services {
  const clock = new ServerClock();
  return { clock, counter: new CustomerConnection(clock), toasts: newToasts() };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('ServicesContext is missing');
  return services;
}
