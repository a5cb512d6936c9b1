export { besideEachOther } from './beside-each-other.ts';
export { cardWithFace } from './card-with-face.ts';
export { HeadFilm } from './head-film.ts';
export { type HeadMove, type HeadPlace, movedHead, tiltedSheet } from './moved-head.ts';
export { jpegOf, PEOPLE, type Person, placeOf, stillOf } from './still-faces.ts';
