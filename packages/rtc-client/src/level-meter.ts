/** Root mean square of samples in −1 … 1 as dBFS; −100 for silence. */
export function levelDb(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms > 1e-5 ? 20 * Math.log10(rms) : -100;
}

/** 0 … 1 for a bar: −60 dBFS is empty, −6 dBFS is full. */
export const levelRatio = (db: number): number => Math.min(1, Math.max(0, (db + 60) / 54));

/** Watches how loud a microphone is, about 20 times a second. @returns what stops it. */
export function meterLevel(track: MediaStreamTrack, onLevel: (ratio: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Browsers start it suspended until the user has touched the page.
  void context.resume();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelRatio(levelDb(samples)));
  }, 50);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}
