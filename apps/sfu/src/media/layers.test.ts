import { describe, expect, it } from 'vitest';
import { chooseLayer, layerScales } from './layers.ts';

const hd = { widthPx: 1280, heightPx: 720 };
const scales = [4, 2, 1];

describe('chooseLayer', () => {
  it.each([
    [{ widthPx: 320, heightPx: 180 }, 0],
    [{ widthPx: 321, heightPx: 181 }, 0],
    [{ widthPx: 480, heightPx: 270 }, 1],
    [{ widthPx: 640, heightPx: 360 }, 1],
    [{ widthPx: 800, heightPx: 450 }, 2],
    [{ widthPx: 3840, heightPx: 2160 }, 2],
  ])('takes the lowest layer that fills %o', (shown, layer) => {
    expect(chooseLayer(scales, hd, shown)).toBe(layer);
  });

  it('fits the picture into a tall box as the browser does, and needs no more than its width', () => {
    expect(chooseLayer(scales, hd, { widthPx: 320, heightPx: 1000 })).toBe(0);
  });

  it('assumes the usual capture size of a source that does not say', () => {
    expect(chooseLayer(scales, {}, { widthPx: 640, heightPx: 360 })).toBe(1);
  });
});

describe('layerScales', () => {
  it('believes the sender, and else halves each layer below the top', () => {
    expect(layerScales([{ scaleResolutionDownBy: 3 }, { scaleResolutionDownBy: 1 }])).toEqual([3, 1]);
    expect(layerScales([{ rid: 'a' }, { rid: 'b' }, { rid: 'c' }])).toEqual([4, 2, 1]);
  });
});
