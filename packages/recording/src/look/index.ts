export { lookAtPictures, PICTURES_EVERY_MS } from './look-at-pictures.ts';
export { lookAtSound, readSound } from './look-at-sound.ts';
export { matchPrompt, PROMPT_RATE_HZ } from '../measures/sound/prompt-match.ts';
