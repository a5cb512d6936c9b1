import { colourOf } from './picture.ts';

/** The colours of a composite: quiet, so that the people in it are what is seen. */
export const LOOK = {
  ground: colourOf('#1b2430'),
  bar: colourOf('#0f1620'),
  card: colourOf('#2b3644'),
  chip: colourOf('#16202c'),
  speaking: colourOf('#1f6f54'),
  ink: colourOf('#ffffff'),
  soft: colourOf('#c9d3df'),
} as const;
