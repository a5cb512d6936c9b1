export { composeJournal, composeRecording } from './compose.ts';
export type { ComposeOptions, ComposeResult, MuxedRecording } from './compose.ts';
export { composeInWorker } from './in-worker.ts';
export { ComposeLayout, ComposeStory } from './story.ts';
export type { SpokenSpan, StoryGap } from './story.ts';
export { COMPOSE_WORDS } from './words.ts';
