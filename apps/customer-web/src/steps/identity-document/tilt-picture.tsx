import { IconArrowBigDown, IconArrowBigLeft, IconArrowBigRight, IconArrowBigUp } from '@tabler/icons-react';

const PICTURES = {
  tilt_left: IconArrowBigLeft,
  tilt_right: IconArrowBigRight,
  tilt_up: IconArrowBigUp,
  tilt_down: IconArrowBigDown,
} as const;
export type Tilt = keyof typeof PICTURES;

/** Null for a side that is held flat before the camera. */
export const tiltOf = (side: string): Tilt | null => (Object.hasOwn(PICTURES, side) ? (side as Tilt) : null);

/** Which way, for whoever would rather see it than read it. */
export function TiltPicture({ tilt }: { readonly tilt: Tilt }) {
  const Icon = PICTURES[tilt];
  return <Icon size={56} stroke={1.4} aria-hidden />;
}
