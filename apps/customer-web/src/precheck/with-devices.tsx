import { LocalMedia } from '@guichet/rtc-client';
import { type ReactNode, useEffect, useState } from 'react';
import { Opening } from '../app/opening.tsx';

/** Devices for a look at them alone: they are let go when the screen is left, so that no lamp stays lit after it. */
export function WithDevices({ children }: { readonly children: (media: LocalMedia) => ReactNode }) {
  const [media, setMedia] = useState<LocalMedia | null>(null);
  useEffect(() => {
    const opened = new LocalMedia();
    setMedia(opened);
    return () => opened.close();
  }, []);
  return media === null ? <Opening /> : children(media);
}
