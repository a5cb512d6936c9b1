import type { Language, Timeline } from '@guichet/protocol';
import type { ComposeStory, SpokenSpan, StoryGap } from '@guichet/recording/compose';
import { captionCues } from '../replay/captions.ts';

interface StorySettings {
  readonly language: Language;
  readonly timeZone: string;
  readonly sessionNumber: string;
}

const KINDS: Readonly<Record<Timeline['gaps'][number]['kind'], StoryGap['kind']>> = {
  lost: 'lost',
  held: 'held',
  track_paused: 'paused',
  away: 'away',
};

/** What a composite says beside its pictures, of the recording's timeline in clear. Pure. */
export function composeStoryOf(timeline: Timeline, { language, timeZone, sessionNumber }: StorySettings): ComposeStory {
  const colon = language === 'en' ? ': ' : '：';
  return {
    ...{ language, timeZone, sessionNumber },
    parties: timeline.parties.map(({ participantId, displayName, role }) => ({ participantId, name: displayName, role })),
    steps: timeline.steps.map(({ fromMs, untilMs, title }) => ({ fromMs, untilMs, text: title[language] })),
    captions: captionCues(timeline, language).map(({ fromMs, untilMs, voice, text }) => ({
      fromMs,
      untilMs,
      text: `${voice}${colon}${text}`,
    })),
    chapters: timeline.segments.map(({ fromMs, untilMs, title }) => ({ fromMs, untilMs, text: title[language] })),
    gaps: timeline.gaps.map(({ kind, ...gap }) => ({ ...gap, kind: KINDS[kind] })),
    speech: speechOf(timeline),
  };
}

/** Null where it has not been measured of everybody. */
function speechOf({ parties }: Timeline): SpokenSpan[] | null {
  const voices = parties.flatMap(({ participantId, tracks }) =>
    tracks.filter(({ kind }) => kind === 'audio').map(({ speech }) => ({ participantId, speech })),
  );
  if (voices.some(({ speech }) => speech === null)) return null;
  return voices.flatMap(({ participantId, speech }) => (speech ?? []).map((span) => ({ ...span, participantId })));
}
