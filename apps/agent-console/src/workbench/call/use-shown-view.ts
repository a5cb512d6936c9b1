import type { TrackId } from '@guichet/protocol';
import { useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';

/** Tells the node how large a picture is shown on this page. Returns what the element is given as its ref. */
export function useShownView(trackId: TrackId | null): (element: HTMLVideoElement | null) => void {
  const { media } = useServices();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  useEffect(() => (element === null || trackId === null ? undefined : media.showIn(trackId, element)), [media, element, trackId]);
  return setElement;
}
