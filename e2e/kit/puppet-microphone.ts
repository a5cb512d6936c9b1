import type { BrowserContext, Page } from '@playwright/test';
import type { Tones } from './tones/tone-pairs.ts';

/** What a microphone can give, as far as it is measured. */
export type PuppetSound = 'voice' | 'two_voices' | 'room' | 'silence' | 'noise' | 'clipped';

declare global {
  interface Window {
    playSound?: (sound: PuppetSound) => number;
    playTones?: (tones: readonly Tones[]) => Promise<{ readonly fromMs: number; readonly untilMs: number }>;
  }
}

/** Gives every page of a browser a microphone that gives what a test tells it; a voice in words and pauses, to begin with. The camera stays what it was. */
export async function givePuppetMicrophone(context: BrowserContext, pitchHz = 120): Promise<void> {
  await context.addInitScript((ownPitchHz: number) => {
    const RATE = 48_000;
    const SECONDS = 8;
    /** Words of 300 ms with pauses of 150 ms between them: four harmonics, as a vowel has them. */
    const voice = (pitch: number, level: number) => (at: number) => {
      if (at % 0.45 > 0.3) return 0;
      const phase = 2 * Math.PI * pitch * at;
      return level * (Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(3 * phase) + 0.2 * Math.sin(4 * phase));
    };
    const own = voice(ownPitchHz, 0.15);
    const other = voice(ownPitchHz * 1.8, 0.15);
    /** No room is quite still. */
    const room = () => (Math.random() - 0.5) * 0.001;
    const sounds: Record<PuppetSound, (at: number) => number> = {
      voice: (at) => own(at) + room(),
      // The one who prompts begins.
      two_voices: (at) => (at % 4 < 2 ? other(at) : own(at)) + room(),
      room,
      silence: () => 0,
      noise: (at) => own(at) + (Math.random() - 0.5) * 0.5,
      clipped: (at) => Math.max(-1, Math.min(1, own(at) * 12)),
    };
    /** One room with as many microphones in it as the page asks for. */
    let hub: { readonly context: AudioContext; readonly out: GainNode } | null = null;
    let playing: AudioBufferSourceNode | null = null;
    let wanted: PuppetSound = 'voice';
    const play = () => {
      if (hub === null) return;
      const buffer = hub.context.createBuffer(1, RATE * SECONDS, RATE);
      const samples = buffer.getChannelData(0);
      for (let index = 0; index < samples.length; index += 1) samples[index] = sounds[wanted](index / RATE);
      playing?.stop();
      playing = Object.assign(hub.context.createBufferSource(), { buffer, loop: true });
      playing.connect(hub.out);
      playing.start();
    };
    const openHub = () => {
      const context = new AudioContext({ sampleRate: RATE });
      hub = { context, out: context.createGain() };
      play();
      return hub;
    };
    window.playSound = (sound) => {
      wanted = sound;
      play();
      return Date.now();
    };
    /** Begins and ends softly: a hard edge is a click, which is every tone at once. */
    const EDGE_SECONDS = 0.005;
    const TONE_LEVEL = 0.15;
    window.playTones = (tones) => {
      const { context, out } = hub ?? openHub();
      const seconds = tones.reduce((sum, { ms }) => sum + ms / 1_000, 0);
      const buffer = context.createBuffer(1, Math.ceil(RATE * seconds), RATE);
      const samples = buffer.getChannelData(0);
      let begin = 0;
      for (const { hz, ms } of tones) {
        const length = Math.round((RATE * ms) / 1_000);
        for (let index = 0; index < length && begin + index < samples.length; index += 1) {
          const edge = Math.min(1, Math.min(index, length - index) / (RATE * EDGE_SECONDS));
          const sound = hz.reduce((sum, each) => sum + Math.sin((2 * Math.PI * each * index) / RATE), 0);
          samples[begin + index] = TONE_LEVEL * edge * sound;
        }
        begin += length;
      }
      const source = Object.assign(context.createBufferSource(), { buffer });
      source.connect(out);
      const ended = new Promise<void>((resolve) => source.addEventListener('ended', () => resolve(), { once: true }));
      const fromMs = Date.now();
      source.start();
      return ended.then(() => ({ fromMs, untilMs: Date.now() }));
    };
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const given = await ask(constraints);
      if (given.getAudioTracks().length === 0) return given;
      const { context, out } = hub ?? openHub();
      const microphone = context.createMediaStreamDestination();
      out.connect(microphone);
      const [puppet] = microphone.stream.getAudioTracks();
      if (puppet === undefined) return given;
      for (const track of given.getAudioTracks()) {
        // The page knows its microphone by what the real one says of itself.
        const settings = track.getSettings();
        puppet.getSettings = () => settings;
        track.stop();
      }
      return new MediaStream([puppet, ...given.getVideoTracks()]);
    };
  }, pitchHz);
}

/** What the microphone gives from now on. @returns from when on, Unix ms */
export async function playSound(page: Page, sound: PuppetSound): Promise<number> {
  const sinceMs = await page.evaluate((wanted) => window.playSound?.(wanted), sound);
  if (sinceMs === undefined) throw new Error('This page has no microphone to be told what it gives');
  return sinceMs;
}

/** Gives these tones over what the microphone gives anyway, once. @returns when they began and ended, Unix ms */
export async function playTones(page: Page, tones: readonly Tones[]): Promise<{ readonly fromMs: number; readonly untilMs: number }> {
  const span = await page.evaluate((wanted) => window.playTones?.(wanted), tones);
  if (span === undefined) throw new Error('This page has no microphone to be told what it gives');
  return span;
}
