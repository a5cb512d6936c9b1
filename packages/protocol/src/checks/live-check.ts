import { z } from 'zod';

/** What can be wrong with a picture, a sound or a step while it is recorded. Live checks warn of it, the inspection looks for it afterwards. */
export const LiveCheck = z.enum([
  'face_absent', // nobody is in the picture
  'face_small', // too far away to be recognised
  'extra_person', // more people than the party has
  'camera_covered', // something lies on the lens
  'black', // the camera gives no picture
  'dark', // a picture, but too dark to see a face in
  'frozen', // the same picture again and again
  'silent', // the microphone gives nothing at all
  'clipped', // louder than the microphone can take
  'noisy', // speech does not stand out from the noise
  'talk_over', // speech while the other must be heard
  'second_voice', // a hint: somebody else speaks into the same microphone
  'screen_replay', // a suspicion: what the camera sees has been recorded before
  'recording_stalled', // nothing is written any more
  'line_skipped', // a step was left with a line of its script unread
  'line_too_fast', // a line was ticked sooner than it can be read
  'document_too_short', // a document was turned away before it could be read
  'different_person', // not the face that was identified
]);
export type LiveCheck = z.infer<typeof LiveCheck>;

/** While one of these is open, somebody cannot be seen as the recording has to show them. */
export const PICTURE_CHECKS = [
  'face_absent',
  'face_small',
  'extra_person',
  'camera_covered',
  'black',
  'dark',
  'frozen',
] as const satisfies readonly LiveCheck[];
/** While one of these is open, somebody cannot be heard as the recording has to have them. */
export const SOUND_CHECKS = ['silent', 'clipped', 'noisy'] as const satisfies readonly LiveCheck[];
/** What the customer themselves can mend, and is told of. Suspicions are the agent's affair. */
export const CUSTOMER_HINTS = [...PICTURE_CHECKS, ...SOUND_CHECKS, 'talk_over'] as const satisfies readonly LiveCheck[];
