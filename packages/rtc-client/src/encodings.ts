import type { TrackSource } from '@guichet/protocol';

/** One layer as the browser is asked to send it. */
export interface LayerEncoding {
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
  readonly maxFramerate?: number;
}

/** What a picture needs at 24 frames a second by its shorter side, in bit/s; between the steps the next higher one counts. */
const BITRATE_STEPS: readonly { readonly upToPx: number; readonly bitsPerSecond: number }[] = [
  { upToPx: 200, bitsPerSecond: 150_000 },
  { upToPx: 400, bitsPerSecond: 500_000 },
  { upToPx: 600, bitsPerSecond: 1_000_000 },
  { upToPx: 800, bitsPerSecond: 1_800_000 },
  { upToPx: Infinity, bitsPerSecond: 3_000_000 },
];
/** A layer is not worth its bits below this (a face cannot be read), and stills are tapped from the one next above. */
const SMALLEST_SIDE_PX = 160;
const MOST_LAYERS = 3;
const SCREEN: LayerEncoding = { scaleResolutionDownBy: 1, maxBitrate: 2_500_000, maxFramerate: 15 };
/** What is asked of the camera; counted with when the browser does not say what it gave. */
const ASSUMED_SHORT_SIDE_PX = 720;

/**
 * The layers a picture is sent in, lowest first: each half the next one, at most three, none with a shorter side under 160 pixels.
 * 1280×720 gives 180p, 360p and 720p. A shared screen is one layer: half a page of text is no text.
 */
export function layerEncodings(
  source: TrackSource,
  settings: { widthPx?: number | undefined; heightPx?: number | undefined },
): LayerEncoding[] {
  if (source === 'screen') return [SCREEN];
  // A phone held upright gives 720×1280: what counts is the shorter side.
  const shortSidePx = Math.min(settings.widthPx ?? Infinity, settings.heightPx ?? Infinity);
  const sidePx = Number.isFinite(shortSidePx) ? shortSidePx : ASSUMED_SHORT_SIDE_PX;
  const scales = [4, 2, 1].slice(-MOST_LAYERS).filter((scale) => scale === 1 || sidePx / scale >= SMALLEST_SIDE_PX);
  return scales.map((scale) => ({ scaleResolutionDownBy: scale, maxBitrate: bitrateFor(sidePx / scale) }));
}

function bitrateFor(sidePx: number): number {
  const step = BITRATE_STEPS.find(({ upToPx }) => sidePx <= upToPx);
  return step?.bitsPerSecond ?? SCREEN.maxBitrate;
}
