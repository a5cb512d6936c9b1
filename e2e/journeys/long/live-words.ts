import type { CUSTOMER_HINTS, LiveCheck } from '@guichet/protocol';

/** What an agent reads of each, and a reviewer. */
export const WARNING_WORDS: Readonly<Record<LiveCheck, string>> = {
  face_absent: 'Nobody in the picture',
  face_small: 'Too far away',
  extra_person: 'Somebody else in the picture',
  camera_covered: 'Camera covered',
  black: 'Black picture',
  dark: 'Too dark',
  frozen: 'Picture stands still',
  silent: 'No sound',
  clipped: 'Too loud',
  noisy: 'Too noisy',
  talk_over: 'Speaks over somebody',
  second_voice: 'Maybe a second voice',
  screen_replay: 'Maybe a replayed picture',
  recording_stalled: 'Nothing is recorded',
  line_skipped: 'Line skipped',
  line_too_fast: 'Line too fast',
  document_too_short: 'Shown too briefly',
  different_person: 'Maybe another person',
};

/** What the customer reads of what they can mend. */
export const HINT_WORDS: Readonly<Record<(typeof CUSTOMER_HINTS)[number], string>> = {
  face_absent: 'Please come back into the picture',
  face_small: 'Please come a little closer',
  extra_person: 'Please be alone in the picture',
  camera_covered: 'Something seems to cover your camera',
  black: 'Your picture is black',
  dark: 'It is rather dark',
  frozen: 'Your picture stands still',
  silent: 'We cannot hear you',
  clipped: 'Your sound is too loud',
  noisy: 'It is noisy around you',
  talk_over: 'Please listen to the end first',
};
