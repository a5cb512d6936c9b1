/** A major triad, going up: pleasant, short, and in the range in which speech lies. */
const NOTES_HZ = [523.25, 659.25, 783.99] as const;
const NOTE_SECONDS = 0.28;
const LOUDNESS = 0.25;

/** Plays three notes on a speaker, to be called out of a click. Resolves when they are over. `speakerId` as `listDevices` names it. */
export async function playTestTone(speakerId = ''): Promise<void> {
  const context = new AudioContext();
  try {
    await context.resume();
    const destination = context.createMediaStreamDestination();
    const element: HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> } = new Audio();
    element.srcObject = destination.stream;
    if (speakerId !== '' && element.setSinkId) await element.setSinkId(speakerId).catch(() => undefined);
    await element.play();
    const beginsAt = context.currentTime + 0.05;
    NOTES_HZ.forEach((frequencyHz, index) => sound(context, destination, frequencyHz, beginsAt + index * NOTE_SECONDS));
    // The last note fades out a little longer than the others.
    await new Promise((resolve) => setTimeout(resolve, (0.3 + (NOTES_HZ.length + 1) * NOTE_SECONDS) * 1000));
    element.srcObject = null;
  } finally {
    await context.close();
  }
}

function sound(context: AudioContext, destination: AudioNode, frequencyHz: number, atSeconds: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = 'sine';
  oscillator.frequency.value = frequencyHz;
  gain.gain.setValueAtTime(0, atSeconds);
  gain.gain.linearRampToValueAtTime(LOUDNESS, atSeconds + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, atSeconds + 1.6 * NOTE_SECONDS);
  oscillator.connect(gain).connect(destination);
  oscillator.start(atSeconds);
  oscillator.stop(atSeconds + 1.7 * NOTE_SECONDS);
}
