import { describe, expect, it } from 'vitest';
import { layerEncodings } from './encodings.ts';

const scalesOf = (widthPx: number, heightPx: number) =>
  layerEncodings('camera', { widthPx, heightPx }).map((layer) => layer.scaleResolutionDownBy);

describe('the layers a picture is sent in', () => {
  it('are 180p, 360p and 720p for a camera at 1280×720', () => {
    expect(scalesOf(1280, 720)).toEqual([4, 2, 1]);
  });

  it('are the same for a phone held upright', () => {
    expect(scalesOf(720, 1280)).toEqual([4, 2, 1]);
  });

  it('leave out what would be too small to read a face in', () => {
    expect(scalesOf(640, 480)).toEqual([2, 1]);
    expect(scalesOf(640, 360)).toEqual([2, 1]);
    expect(scalesOf(320, 240)).toEqual([1]);
    expect(scalesOf(160, 120)).toEqual([1]);
  });

  it('cost more the larger they are', () => {
    const bitrates = layerEncodings('camera', { widthPx: 1920, heightPx: 1080 }).map((layer) => layer.maxBitrate);
    expect(bitrates).toEqual([...bitrates].sort((one, other) => one - other));
    expect(new Set(bitrates).size).toBe(3);
  });

  it('count with the size that was asked for when the browser does not say', () => {
    expect(layerEncodings('camera', {}).map((layer) => layer.scaleResolutionDownBy)).toEqual([4, 2, 1]);
  });

  it('are one whole picture for a shared screen', () => {
    expect(layerEncodings('screen', { widthPx: 2560, heightPx: 1440 }).map((layer) => layer.scaleResolutionDownBy)).toEqual([1]);
  });
});
