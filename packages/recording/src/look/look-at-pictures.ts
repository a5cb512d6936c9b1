import type { PictureMeasure } from '@guichet/protocol';
import { type GrayPicture, measurePicture } from '../measures/index.ts';
import { PictureSplitter } from '../taps/picture-splitter.ts';
import { decode } from './decode.ts';

/** As many as live checks look at, and of the size that their thresholds were chosen on. */
export const PICTURES_EVERY_MS = 500;
const WIDTH_PX = 320;
const HEIGHT_PX = 180;
/** Of what is shown to an engine that looks for faces. */
const FACE_WIDTH_PX = 640;
const FACE_HEIGHT_PX = 360;

interface PictureLookOptions {
  /** One picture for faces each so many ms. */
  readonly facesEveryMs: number;
  /** Ms from the track's beginning. */
  readonly onMeasure: (atMs: number, measure: PictureMeasure) => void;
  /** A JPEG; the decoder waits for it. */
  readonly onFacePicture: (atMs: number, jpeg: Buffer) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Looks at all of the picture of a track file, which is decoded once. Where it has a hole the picture before it stands. Throws as `decode`. */
export async function lookAtPictures(path: string, { facesEveryMs, onMeasure, onFacePicture, signal }: PictureLookOptions): Promise<void> {
  let before: GrayPicture | null = null;
  let measured = 0;
  const gray: Buffer[] = [];
  const graySplitter = new PictureSplitter('gray', (picture) => gray.push(picture));
  graySplitter.expect(WIDTH_PX * HEIGHT_PX);
  const jpegs: Buffer[] = [];
  const jpegSplitter = new PictureSplitter('jpeg', (picture) => jpegs.push(picture));
  let shown = 0;

  const takeGray = (bytes: Buffer): void => {
    graySplitter.push(bytes);
    for (const picture of gray.splice(0)) {
      graySplitter.expect(WIDTH_PX * HEIGHT_PX);
      const now: GrayPicture = { gray: picture, widthPx: WIDTH_PX, heightPx: HEIGHT_PX };
      onMeasure(measured * PICTURES_EVERY_MS, measurePicture(now, before));
      before = now;
      measured += 1;
    }
  };
  const takeJpegs = async (bytes: Buffer): Promise<void> => {
    jpegSplitter.push(bytes);
    for (const jpeg of jpegs.splice(0)) await onFacePicture(shown++ * facesEveryMs, jpeg);
  };
  const fit = `scale=${FACE_WIDTH_PX}:${FACE_HEIGHT_PX}:force_original_aspect_ratio=decrease,pad=${FACE_WIDTH_PX}:${FACE_HEIGHT_PX}:(ow-iw)/2:(oh-ih)/2`;
  const graph = [
    '[0:v]split=2[all][some]',
    `[all]fps=1000/${PICTURES_EVERY_MS}:round=down,scale=${WIDTH_PX}:${HEIGHT_PX},format=gray[gray]`,
    `[some]fps=1000/${facesEveryMs}:round=down,${fit},format=yuvj420p[faces]`,
  ].join(';');
  const grayOut = ['-map', '[gray]', '-f', 'rawvideo', 'pipe:1'];
  const facesOut = ['-map', '[faces]', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'mpjpeg', 'pipe:3'];
  await decode(['-i', path, '-filter_complex', graph, ...grayOut, ...facesOut], [takeGray, takeJpegs], signal);
}
