import type { BrowserContext, Page } from '@playwright/test';

/** What a page did with its media, in Unix milliseconds. Two browsers on one machine share its clock. */
export interface MediaMoments {
  /** Buttons that were pressed, by what they say. */
  readonly pressed: readonly { readonly label: string; readonly atMs: number }[];
  /** When the first frame of each picture of somebody else was shown. */
  readonly firstFrames: readonly { readonly trackId: string; readonly atMs: number }[];
}

/** One layer of a picture as the page has sent it so far. */
export interface SentLayer {
  /** The layer's name among its picture's layers; empty for a picture of one layer. */
  readonly rid: string;
  readonly framesEncoded: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

interface Observed {
  readonly connections: RTCPeerConnection[];
  readonly moments: { readonly pressed: { label: string; atMs: number }[]; readonly firstFrames: { trackId: string; atMs: number }[] };
}

/** Notes when somebody else's picture first appears in a page, and keeps its connections for questions. Call it before the page is opened. */
export async function observeMedia(context: BrowserContext): Promise<void> {
  await context.addInitScript(watchMedia);
}

export async function mediaMoments(page: Page): Promise<MediaMoments> {
  return page.evaluate(() => (window as unknown as { guichetMedia: Observed }).guichetMedia.moments);
}

/** What a page said of its layers at one moment. */
export interface SentSample {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly layers: readonly SentLayer[];
}

/** The layers of the page's pictures as they are being sent now. */
export async function sentLayers(page: Page): Promise<SentSample> {
  return page.evaluate(async () => {
    const { connections } = (window as unknown as { guichetMedia: Observed }).guichetMedia;
    const live = connections.filter((connection) => connection.connectionState !== 'closed');
    const reports = await Promise.all(live.map((connection) => connection.getStats()));
    const sent = reports
      .flatMap((report) => [...report.values()] as Record<string, string | number>[])
      .filter((each) => each['type'] === 'outbound-rtp' && each['kind'] === 'video');
    return {
      atMs: Math.max(...sent.map((each) => Number(each['timestamp']))),
      layers: sent.map((each) => ({
        rid: String(each['rid'] ?? ''),
        framesEncoded: Number(each['framesEncoded'] ?? 0),
        widthPx: Number(each['frameWidth'] ?? 0),
        heightPx: Number(each['frameHeight'] ?? 0),
      })),
    };
  });
}

/** Far above the noise of a line on which nobody speaks, far below speech: energy as `getStats` sums it, over a tenth of a second. */
const SOUND_ENERGY = 2e-5;

/** Waits until somebody else is heard in the page. */
export async function waitForSound(page: Page, timeoutMs: number): Promise<void> {
  const energy = async (): Promise<number> => {
    const { connections } = (window as unknown as { guichetMedia: Observed }).guichetMedia;
    const reports = await Promise.all(connections.map((connection) => connection.getStats()));
    const heard = reports
      .flatMap((report) => [...report.values()] as Record<string, string | number>[])
      .filter((each) => each['type'] === 'inbound-rtp' && each['kind'] === 'audio');
    return heard.reduce((sum, each) => sum + Number(each['totalAudioEnergy'] ?? 0), 0);
  };
  const until = performance.now() + timeoutMs;
  let before = await page.evaluate(energy);
  while (performance.now() < until) {
    await page.waitForTimeout(100);
    const now = await page.evaluate(energy);
    if (now - before > SOUND_ENERGY) return;
    before = now;
  }
  throw new Error(`Nobody was heard within ${timeoutMs} ms`);
}

/** Runs in the page. */
function watchMedia(): void {
  if (typeof RTCPeerConnection === 'undefined') return;
  const observed: Observed = { connections: [], moments: { pressed: [], firstFrames: [] } };
  (window as unknown as { guichetMedia: Observed }).guichetMedia = observed;
  const wallClockMs = (): number => performance.timeOrigin + performance.now();
  const remote = new WeakSet<MediaStreamTrack>();

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      observed.connections.push(this);
      this.addEventListener('track', ({ track }) => remote.add(track));
    }
  };
  document.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button) observed.moments.pressed.push({ label: button.innerText.trim(), atMs: wallClockMs() });
    },
    true,
  );

  const { prototype } = HTMLMediaElement;
  const original = Object.getOwnPropertyDescriptor(prototype, 'srcObject');
  if (!original?.set) return;
  const { set } = original;
  Object.defineProperty(prototype, 'srcObject', {
    ...original,
    set(this: HTMLMediaElement, stream: MediaStream | null) {
      set.call(this, stream);
      const [track] = stream?.getVideoTracks() ?? [];
      if (!(this instanceof HTMLVideoElement) || !track || !remote.has(track)) return;
      this.requestVideoFrameCallback(() => {
        const seen = observed.moments.firstFrames.some(({ trackId }) => trackId === track.id);
        if (this.srcObject === stream && !seen) observed.moments.firstFrames.push({ trackId: track.id, atMs: wallClockMs() });
      });
    },
  });
}
