import { IconArrowBigLeft, IconArrowBigRight, IconArrowsVertical, IconEye, IconHandStop, IconMoodSurprised } from '@tabler/icons-react';

/** The page shows the customer as in a mirror: their own left is on the left. */
const PICTURES: Readonly<Record<string, typeof IconEye>> = {
  turn_left: IconArrowBigLeft,
  turn_right: IconArrowBigRight,
  nod: IconArrowsVertical,
  open_mouth: IconMoodSurprised,
  blink: IconEye,
  hand_before_face: IconHandStop,
};

/** What to do, for whoever would rather see it than read it. */
export function ChallengePicture({ challenge }: { readonly challenge: string }) {
  const Icon = PICTURES[challenge];
  return Icon === undefined ? null : <Icon size={56} stroke={1.4} aria-hidden />;
}
