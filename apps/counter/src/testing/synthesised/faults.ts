/** What can be planted into the log of a recording: its pictures and sound are those of one in which all is well. */
export const LOG_FAULTS = [
  'no_consent',
  'skipped_line',
  'line_too_fast',
  'wrong_clock',
  'unsigned_document',
  'hasty_document',
  'changed_log',
  'changed_head',
  'engine_against',
] as const;
export type LogFault = (typeof LOG_FAULTS)[number];

/** What can be planted into its pictures, its sound or its journal. */
export const MEDIA_FAULTS = [
  'face_away',
  'second_person',
  'black',
  'dark',
  'covered',
  'frozen',
  'silence',
  'mute_party',
  'noise',
  'clipped',
  'second_voice',
  'talk_over',
  'unspoken_line',
  'gap',
  'missing_track',
  'damaged_journal',
  'swapped_customer',
  'replayed_screen',
  'prompt_not_played',
] as const;
export type MediaFault = (typeof MEDIA_FAULTS)[number];
export type Fault = LogFault | MediaFault;

interface FaultSpec {
  /** Which rule must not say that all is well. */
  readonly rule: string;
  /** What else is wrong by it, and may be said. */
  readonly also: readonly string[];
}

const OF_SOUND = ['own-sound', 'own-microphones', 'own-script-heard', 'own-prompts', 'own-second-voice', 'own-heard-out'];
const OF_PICTURE = ['own-picture', 'own-faces', 'own-same-person', 'own-screen', 'own-one-person'];

export const FAULTS: Readonly<Record<Fault, FaultSpec>> = {
  no_consent: { rule: 'own-consent', also: ['own-engines'] },
  skipped_line: { rule: 'own-script', also: ['CN-B6-lines'] },
  line_too_fast: { rule: 'own-script', also: ['CN-B6-lines', 'own-script-heard'] },
  wrong_clock: { rule: 'own-clock', also: [] },
  unsigned_document: { rule: 'own-documents', also: ['own-documents-shown', 'own-signatures'] },
  hasty_document: { rule: 'own-documents-shown', also: [] },
  changed_log: { rule: 'own-log', also: ['CN-I6-trail', 'own-heads'] },
  changed_head: { rule: 'own-heads', also: [] },
  engine_against: { rule: 'own-engines', also: [] },
  face_away: { rule: 'own-faces', also: OF_PICTURE },
  second_person: { rule: 'own-one-person', also: OF_PICTURE },
  black: { rule: 'own-picture', also: OF_PICTURE },
  dark: { rule: 'own-picture', also: OF_PICTURE },
  covered: { rule: 'own-picture', also: OF_PICTURE },
  frozen: { rule: 'own-picture', also: OF_PICTURE },
  silence: { rule: 'own-microphones', also: OF_SOUND },
  mute_party: { rule: 'own-sound', also: OF_SOUND },
  noise: { rule: 'own-microphones', also: OF_SOUND },
  clipped: { rule: 'own-sound', also: OF_SOUND },
  second_voice: { rule: 'own-second-voice', also: OF_SOUND },
  talk_over: { rule: 'own-heard-out', also: OF_SOUND },
  unspoken_line: { rule: 'own-script-heard', also: OF_SOUND },
  gap: { rule: 'own-gaps', also: [...OF_SOUND, ...OF_PICTURE, 'own-parties'] },
  missing_track: { rule: 'own-parties', also: [...OF_SOUND, ...OF_PICTURE, 'own-gaps'] },
  damaged_journal: { rule: 'own-journal', also: [...OF_SOUND, ...OF_PICTURE, 'own-gaps', 'own-parties'] },
  swapped_customer: { rule: 'own-same-person', also: OF_PICTURE },
  replayed_screen: { rule: 'own-screen', also: OF_PICTURE },
  prompt_not_played: { rule: 'own-prompts', also: OF_SOUND },
};

export const isLogFault = (fault: Fault | null): fault is LogFault => fault !== null && LOG_FAULTS.some((known) => known === fault);
