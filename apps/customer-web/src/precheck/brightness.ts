/** Mean luma under which a face is hard to make out (0 … 255; ours, found by darkening pictures of faces until their features went). */
const TOO_DARK = 40;
const LOOK_EVERY_MS = 500;

/** Looks at the picture twice a second, small. @returns the end of it */
export function watchBrightness(video: HTMLVideoElement, onDark: (dark: boolean) => void): () => void {
  const canvas = document.createElement('canvas');
  canvas.width = 32;
  canvas.height = 24;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const timer = setInterval(() => {
    if (!context || video.videoWidth === 0) return;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    // Rec. 709 luma of each pixel.
    for (let i = 0; i < data.length; i += 4) sum += 0.2126 * (data[i] ?? 0) + 0.7152 * (data[i + 1] ?? 0) + 0.0722 * (data[i + 2] ?? 0);
    onDark(sum / (data.length / 4) < TOO_DARK);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
