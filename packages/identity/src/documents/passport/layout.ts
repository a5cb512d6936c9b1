import type { TravelLayout } from '../shared/mrz/travel-document.ts';

/** The data page of ICAO Doc 9303 part 4, in millimetres: the machine-readable zone is prescribed, everything above it is each state's own. */
export const PASSPORT_LAYOUT = { widthMm: 125, heightMm: 88, portrait: [3, 11, 35, 46] } as const;

export const PASSPORT_ZONES: TravelLayout = { format: 'td3', place: [2.5, 66, 120, 21], leastWidthMm: 85, printed: [38.5, 9, 84, 55] };
