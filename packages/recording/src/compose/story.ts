import { Language, PartyRole, RecordingTrouble } from '@guichet/protocol';
import { z } from 'zod';

const Ms = z.number().int();
const Span = z.object({ fromMs: Ms, untilMs: Ms });
const Said = Span.extend({ text: z.string() });

export const ComposeLayout = z.enum(['side-by-side', 'picture-in-picture', 'speaker']);
export type ComposeLayout = z.infer<typeof ComposeLayout>;

/** How many people a composite shows at most: the first six, in the story's order. All are heard. */
export const MAX_SHOWN_PARTIES = 6;

/** Why nothing is to be seen or heard of a party for a while, as far as somebody stated it. */
export const StoryGapKind = z.enum(['lost', 'held', 'paused', 'away']);

/** What is written into a composite beside its pictures, on the recording's own clock. */
export const ComposeStory = z.object({
  language: Language,
  /** IANA name of the time zone that the burned-in clock shows. */
  timeZone: z.string(),
  /** What people call the session; null where nobody knows. */
  sessionNumber: z.string().nullable(),
  /** In the order in which they are shown; whoever is in the recording and not here comes behind them. */
  parties: z.array(z.object({ participantId: z.string(), name: z.string(), role: PartyRole.nullable() })),
  steps: z.array(Said),
  captions: z.array(Said),
  chapters: z.array(Said),
  gaps: z.array(
    Span.extend({
      kind: StoryGapKind,
      /** Null: of all tracks, or of all those of `participantId`. */
      trackId: z.string().nullable(),
      participantId: z.string().nullable(),
      trouble: RecordingTrouble.nullable(),
    }),
  ),
  /** Who spoke when; null where nobody measured it. */
  speech: z.array(Span.extend({ participantId: z.string() })).nullable(),
});
export type ComposeStory = z.infer<typeof ComposeStory>;
export type StoryGap = ComposeStory['gaps'][number];
export type SpokenSpan = NonNullable<ComposeStory['speech']>[number];
