import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SeededRandom } from '@guichet/identity/testing';
import { ffmpegPath } from '@guichet/recording/material';
import { type ClipFrame, framesOf } from '@guichet/recording/testing';
import type { PartyName, Story } from './story.ts';
import { RATE_HZ, type Voices } from './voices.ts';

const run = promisify(execFile);
const at = (ms: number): number => Math.round((ms / 1_000) * RATE_HZ);

/** What a party's microphone takes: what they say, the room around it, and what was planted. 16 kHz, one channel. */
async function pcmOf(story: Story, party: PartyName, voices: Voices): Promise<Int16Array> {
  const random = new SeededRandom(story.seed * 2 + (party === 'customer' ? 1 : 0));
  const sound = new Float64Array(at(story.lengthMs));
  const { planted } = story;
  const isHit = planted !== null && planted.whose === party;
  for (const { by, sentence, fromMs, heard } of story.sayings) {
    if (by !== party || (isHit && planted.fault === 'mute_party')) continue;
    const samples = await voices.say(sentence, story.voices[party]);
    const start = at(fromMs);
    for (let nth = 0; nth < samples.length * heard; nth += 1)
      sound[start + nth] = (sound[start + nth] ?? 0) + (samples[nth] ?? 0) * story.gain[party];
  }
  if (isHit && planted.fault === 'second_voice') await prompt(sound, story, voices);
  if (isHit && planted.fault === 'talk_over') await talkOver(sound, story, voices);
  const [from, until] = isHit ? [at(planted.fromMs), at(planted.untilMs)] : [0, 0];
  let low = 0;
  for (let nth = 0; nth < sound.length; nth += 1) {
    // A room is louder in its lower tones.
    low = 0.9 * low + 0.45 * random.gauss();
    let value = (sound[nth] ?? 0) + low * story.room[party];
    if (isHit && nth >= from && nth < until) {
      if (planted.fault === 'silence') value = 0;
      if (planted.fault === 'noise') value += random.gauss() * (2_500 + 4_000 * planted.amount);
      // A microphone that is turned up far too high.
      if (planted.fault === 'clipped') value *= 25 + 60 * planted.amount;
    }
    sound[nth] = value;
  }
  return Int16Array.from(sound, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
}

/** Somebody beside the customer tells them what to say, in another voice, while nobody else speaks there. */
async function prompt(sound: Float64Array, story: Story, voices: Voices): Promise<void> {
  const { planted, sayings, voices: pitches, gain } = story;
  if (planted === null) return;
  const pitch = pitches.customer >= 1.2 ? 0.85 : 1.4;
  for (const { by, fromMs } of sayings) {
    if (by !== 'customer' || fromMs < planted.fromMs - 2_000 || fromMs > planted.untilMs) continue;
    const samples = await voices.say('understood', pitch);
    const start = at(Math.max(0, fromMs - (samples.length / RATE_HZ) * 1_000 - 200));
    for (let nth = 0; nth < samples.length; nth += 1)
      sound[start + nth] = (sound[start + nth] ?? 0) + (samples[nth] ?? 0) * gain.customer * (0.4 + 0.5 * planted.amount);
  }
}

/** The customer talks on while they are read to. */
async function talkOver(sound: Float64Array, { planted, voices: pitches, gain }: Story, voices: Voices): Promise<void> {
  if (planted === null) return;
  const samples = await voices.say('understood', pitches.customer);
  for (let nth = at(planted.fromMs); nth < at(planted.untilMs); nth += 1)
    sound[nth] = (sound[nth] ?? 0) + (samples[(nth - at(planted.fromMs)) % samples.length] ?? 0) * gain.customer;
}

/** The same as Opus, frame by frame. */
export async function voiceFrames(story: Story, party: PartyName, voices: Voices, path: string): Promise<readonly ClipFrame[]> {
  const pcm = await pcmOf(story, party, voices);
  await writeFile(`${path}.pcm`, new Uint8Array(pcm.buffer));
  const input = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '1', '-i', `${path}.pcm`];
  const opus = ['-c:a', 'libopus', '-compression_level', '2', '-ac', '1', '-ar', '48000', '-b:a', '32k', '-f', 'matroska', '-y', path];
  await run(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-nostdin', ...input, ...opus]);
  return framesOf(path);
}
