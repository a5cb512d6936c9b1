export { lookAtPictures, PICTURES_EVERY_MS } from './look-at-pictures.ts';
export { lookAtSound, readSound } from './look-at-sound.ts';
