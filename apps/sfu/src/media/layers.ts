import type { AppliedSettings, RtpParameters } from '@guichet/protocol';

/** How large a subscriber shows a picture, in physical pixels. */
export interface ShownSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Size of a source that did not say how large it is: the capture size that Guichet asks of browsers. */
const ASSUMED_SOURCE: ShownSize = { widthPx: 1280, heightPx: 720 };
/** A layer this little too small is scaled up without anybody seeing it. */
const TOLERANCE = 0.95;

/** By how much each simulcast layer is scaled down, lowest layer first. */
export function layerScales(encodings: NonNullable<RtpParameters['encodings']>): number[] {
  // Browsers halve each layer below the top one unless told otherwise (W3C WebRTC, addTransceiver sendEncodings).
  return encodings.map((encoding, index) => encoding.scaleResolutionDownBy ?? 2 ** (encodings.length - 1 - index));
}

/** The lowest layer whose picture is at least as large as it is shown, fitted into the box; the top one when none is. */
export function chooseLayer(scales: readonly number[], source: AppliedSettings, shown: ShownSize): number {
  const sourceWidthPx = source.widthPx ?? ASSUMED_SOURCE.widthPx;
  const sourceHeightPx = source.heightPx ?? ASSUMED_SOURCE.heightPx;
  const neededRatio = Math.min(shown.widthPx / sourceWidthPx, shown.heightPx / sourceHeightPx);
  const fitting = scales.findIndex((scale) => 1 / scale >= neededRatio * TOLERANCE);
  return fitting === -1 ? Math.max(0, scales.length - 1) : fitting;
}
