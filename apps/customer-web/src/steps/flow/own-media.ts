import type { LocalMedia, LocalMediaView } from '@guichet/rtc-client';
import { createContext, useContext, useSyncExternalStore } from 'react';

const nothing = (): null => null;
const never = () => () => undefined;

/** The devices of the call, for steps that show the customer's own picture; null outside of a call. */
export const OwnMediaContext = createContext<LocalMedia | null>(null);

export function useOwnMedia(): { readonly media: LocalMedia | null; readonly devices: LocalMediaView | null } {
  const media = useContext(OwnMediaContext);
  const devices = useSyncExternalStore<LocalMediaView | null>(media?.subscribe ?? never, media?.view ?? nothing);
  return { media, devices };
}
