import type { TravelLayout } from '../shared/mrz/travel-document.ts';

/** An identity card of ICAO Doc 9303 part 5, the side with the machine-readable zone, in millimetres. */
export const TD1_LAYOUT = { widthMm: 85.6, heightMm: 53.98 } as const;

export const TD1_ZONES: TravelLayout = { format: 'td1', place: [2, 31.5, 82, 21.5], leastWidthMm: 60, printed: [3, 2, 80, 29] };
