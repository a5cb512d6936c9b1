import { SoundMeasure } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { METER_SAMPLE_RATE, SoundMeter } from './sound-meter.ts';

const START_MS = 1_700_000_000_000;

/** Noise that is the same in every run. */
function random(): () => number {
  let state = 12_345;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 1_073_741_824 - 1;
  };
}

function sound(seconds: number, at: (seconds: number) => number): Buffer {
  const samples = Buffer.alloc(seconds * METER_SAMPLE_RATE * 2);
  for (let index = 0; index < seconds * METER_SAMPLE_RATE; index += 1) {
    const value = Math.max(-1, Math.min(1, at(index / METER_SAMPLE_RATE)));
    samples.writeInt16LE(Math.round(value * 32_767), index * 2);
  }
  return samples;
}
/** Words of 300 ms with pauses of 150 ms between them, as a voice of that pitch says them. */
const voice =
  (pitchHz: number, level = 0.2) =>
  (seconds: number) => {
    if (seconds % 0.45 > 0.3) return 0;
    const phase = 2 * Math.PI * pitchHz * seconds;
    return level * (Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(3 * phase));
  };
const noise = (level: number) => {
  const next = random();
  return () => level * next();
};

describe('sound is measured', () => {
  it('every half second, in blocks of any size, each with its time', () => {
    const meter = new SoundMeter();
    const samples = sound(3, voice(120));
    const measures = [];
    for (let at = 0; at < samples.length; at += 1_234) {
      measures.push(...meter.push(samples.subarray(at, at + 1_234), START_MS + Math.round(at / 32)));
    }
    expect(measures.map(({ atMs }) => atMs - START_MS)).toEqual([0, 500, 1_000, 1_500, 2_000, 2_500]);
    for (const measure of measures) expect(SoundMeasure.parse(measure)).toEqual(measure);
  });

  it('as silence, where there is none', () => {
    const [, second] = new SoundMeter().push(
      sound(1, () => 0),
      START_MS,
    );
    expect(second).toMatchObject({ levelDbfs: -72, peakDbfs: -120, speech: 0, snrDb: null, pitchHz: null, clipped: 0 });
  });

  it('as a voice over its room: how much of the time, how far above the noise, how high', () => {
    const hiss = noise(0.002);
    const spoken = new SoundMeter().push(
      sound(6, (seconds) => voice(210)(seconds) + hiss()),
      START_MS,
    );
    const last = spoken.at(-1);
    expect(last?.speech).toBeGreaterThan(0.5);
    expect(last?.snrDb).toBeGreaterThan(35);
    expect(last?.pitchHz).toBeGreaterThan(200);
    expect(last?.pitchHz).toBeLessThan(220);
  });

  it('as noise within three seconds of its beginning, and not as somebody who speaks without end', () => {
    const hum = noise(0.1);
    const measures = new SoundMeter().push(
      sound(10, (seconds) => (seconds < 5 ? voice(120)(seconds) : hum())),
      START_MS,
    );
    expect(measures[9]?.noiseDbfs).toBeLessThan(-60);
    expect(measures[15]?.noiseDbfs).toBeGreaterThan(-30);
    expect(measures.slice(-2).map(({ speech }) => speech)).toEqual([0, 0]);
  });

  it('as clipped, where the samples stand at the end of the scale', () => {
    const loud = new SoundMeter().push(
      sound(2, (seconds) => 4 * Math.sin(440 * Math.PI * seconds)),
      START_MS,
    );
    expect(loud.at(-1)?.clipped).toBeGreaterThan(0.5);
    expect(
      new SoundMeter()
        .push(
          sound(2, (seconds) => 0.9 * Math.sin(440 * Math.PI * seconds)),
          START_MS,
        )
        .at(-1)?.clipped,
    ).toBe(0);
  });

  it('anew from where the track goes on after a hole', () => {
    const meter = new SoundMeter();
    meter.push(sound(1.2, voice(120)), START_MS);
    expect(meter.push(sound(0.5, voice(120)), START_MS + 60_000)[0]?.atMs).toBe(START_MS + 60_000);
  });
});
