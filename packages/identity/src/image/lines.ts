import { type Cv, Scope } from './opencv.ts';
import type { GreyPicture, Region } from './picture.ts';

/** What of a flat document is ink: dark and thin, whatever light falls on it. */
export interface InkMap {
  /** 0 … 255: how much darker a pixel is than the paper around it. */
  readonly ink: GreyPicture;
  /** The same document with the paper's own lightness taken out: ink on white. */
  readonly onWhite: GreyPicture;
}

/** @param strokePx the widest stroke that is still print */
export function inkOf(cv: Cv, { widthPx, heightPx, grey }: GreyPicture, strokePx: number): InkMap {
  using scope = new Scope();
  const source = scope.keep(cv.matFromArray(heightPx, widthPx, cv.CV_8UC1, grey as unknown as number[]));
  const paper = paperOf(cv, scope, source, strokePx);
  const ink = scope.keep(new cv.Mat());
  cv.subtract(paper, source, ink);
  const onWhite = scope.keep(new cv.Mat());
  cv.divide(source, paper, onWhite, 255);
  const as = (mat: InstanceType<Cv['Mat']>) => ({ widthPx, heightPx, grey: Uint8Array.from(mat.data as Uint8Array) });
  return { ink: as(ink), onWhite: as(onWhite) };
}

/** Paper changes slowly: what is found of it at a fraction of the size is the same, in a ninth of the time. */
const SHRINK = 3;

/** The lightest of each place and its neighbours, so that strokes are gone, as wide as it was before and smoothed (a morphological closing). */
function paperOf(cv: Cv, scope: Scope, source: InstanceType<Cv['Mat']>, strokePx: number): InstanceType<Cv['Mat']> {
  const square = (size: number) => scope.keep(cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(size, size)));
  const paper = scope.keep(new cv.Mat());
  cv.dilate(source, paper, square(SHRINK));
  cv.resize(paper, paper, new cv.Size(Math.ceil(source.cols / SHRINK), Math.ceil(source.rows / SHRINK)), 0, 0, cv.INTER_NEAREST);
  cv.morphologyEx(paper, paper, cv.MORPH_CLOSE, square(strokePx | 1));
  cv.GaussianBlur(paper, paper, new cv.Size(0, 0), strokePx / SHRINK);
  cv.resize(paper, paper, new cv.Size(source.cols, source.rows), 0, 0, cv.INTER_LINEAR);
  return paper;
}

/** How dark ink is in a region: the darkness that one pixel in fifty reaches. */
export function inkStrength(ink: GreyPicture, region: Region): number {
  const histogram = new Uint32Array(256);
  let count = 0;
  forEachPixel(ink, region, (value) => {
    histogram[value] = (histogram[value] ?? 0) + 1;
    count += 1;
  });
  let left = count / 50;
  for (let value = 255; value > 0; value -= 1) {
    left -= histogram[value] ?? 0;
    if (left <= 0) return value;
  }
  return 0;
}

export interface FindLines {
  readonly region: Region;
  /** The height of a sign, as a share of the document's. */
  readonly signHeight: number;
  /** Print that is weaker than this is none. */
  readonly leastInk?: number;
}

/** The lines of print in a region, from top to bottom, each as the box that its ink fills. */
export function findLines(ink: GreyPicture, { region, signHeight, leastInk = 18 }: FindLines): Region[] {
  const strength = inkStrength(ink, region);
  if (strength < leastInk) return [];
  const threshold = strength * 0.45;
  const [left, right] = [Math.round(region.x * ink.widthPx), Math.round((region.x + region.width) * ink.widthPx)];
  const [top, bottom] = [Math.round(region.y * ink.heightPx), Math.round((region.y + region.height) * ink.heightPx)];
  const signPx = signHeight * ink.heightPx;
  const rows = runs(top, bottom, (y) => countInk(ink, left, right, y, y + 1, threshold) >= 2, signPx * 0.12).filter(
    ([from, to]) => to - from > signPx * 0.45,
  );
  return rows.flatMap(([from, to]): Region[] => {
    const columns = runs(left, right, (x) => countInk(ink, x, x + 1, from, to, threshold) >= 1, signPx * 20);
    const [first] = columns;
    const last = columns.at(-1);
    if (first === undefined || last === undefined) return [];
    return [
      { x: first[0] / ink.widthPx, y: from / ink.heightPx, width: (last[1] - first[0]) / ink.widthPx, height: (to - from) / ink.heightPx },
    ];
  });
}

/** Stretches in which something is; gaps of up to `bridge` do not end one. */
function runs(from: number, to: number, filled: (at: number) => boolean, bridge: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = from; at < to; at += 1) {
    if (!filled(at)) continue;
    const last = found.at(-1);
    if (last !== undefined && at - last[1] <= bridge) last[1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}

function countInk({ widthPx, grey }: GreyPicture, left: number, right: number, top: number, bottom: number, threshold: number): number {
  let count = 0;
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) if ((grey[y * widthPx + x] ?? 0) > threshold) count += 1;
  return count;
}

export function forEachPixel({ widthPx, heightPx, grey }: GreyPicture, region: Region, visit: (value: number) => void): void {
  const [left, right] = [Math.max(0, Math.round(region.x * widthPx)), Math.min(widthPx, Math.round((region.x + region.width) * widthPx))];
  const [top, bottom] = [
    Math.max(0, Math.round(region.y * heightPx)),
    Math.min(heightPx, Math.round((region.y + region.height) * heightPx)),
  ];
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) visit(grey[y * widthPx + x] ?? 0);
}
