import { onPageLanguage, pageLanguage, ServerClock, ToastStore } from '@guichet/ui';
import { QueryClient } from '@tanstack/react-query';
import { AppError } from '@guichet/protocol';
import { createContext, useContext } from 'react';
import { CallMedia } from '../workbench/media/call-media.ts';
import { Ring } from '../workbench/sound/ring.ts';
import { DeskConnection } from './desk-connection.ts';
import { HttpClient } from './http-client.ts';
import { StaffSession } from './staff-session.ts';

/** What a page of the console stands on; made once, handed down. A call outlives the route it was opened on, so its media lives here. */
export interface Services {
  readonly clock: ServerClock;
  readonly http: HttpClient;
  readonly staff: StaffSession;
  readonly desk: DeskConnection;
  readonly media: CallMedia;
  readonly ring: Ring;
  readonly toasts: ToastStore;
  readonly queries: QueryClient;
}

export function createServices(): Services {
  const clock = new ServerClock();
  const http = new HttpClient(clock);
  const staff = new StaffSession(http, pageLanguage);
  const desk = new DeskConnection(clock);
  desk.onSignedOut = () => staff.lost();
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, thrown) => failures < 2 && AppError.from(thrown).entry.fault === 'ours',
        refetchOnWindowFocus: true,
      },
    },
  });
  // What was fetched names people in the language before.
  onPageLanguage((language) => void staff.speak(language).then(() => queries.invalidateQueries()));
  return { clock, http, staff, desk, media: new CallMedia(desk), ring: new Ring(), toasts: new ToastStore(), queries };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('ServicesContext is missing');
  return services;
}
