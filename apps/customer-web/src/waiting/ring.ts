/** Two soft tones every two seconds, until stopped; silent where the browser does not let a page sound. */
export function ring(): () => void {
  const context = new AudioContext();
  void context.resume().catch(() => undefined);
  const strike = () => {
    for (const [delayS, hertz] of [
      [0, 660],
      [0.25, 880],
    ] as const) {
      const at = context.currentTime + delayS;
      const tone = new OscillatorNode(context, { frequency: hertz });
      const loudness = new GainNode(context, { gain: 0 });
      loudness.gain.setValueAtTime(0, at);
      loudness.gain.linearRampToValueAtTime(0.15, at + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      tone.connect(loudness).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.6);
    }
    navigator.vibrate?.(120);
  };
  strike();
  const timer = setInterval(strike, 2_000);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
