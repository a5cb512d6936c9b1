import { writeFile } from 'node:fs/promises';
import { Language } from '@guichet/protocol';
import { readConfig } from './config.ts';
import { SAMPLE_RATE_HZ } from './speech/spoken-line.ts';
import { Synthesiser } from './speech/synthesiser.ts';
import { audioDecoder } from './stage/decode-audio.ts';

// What a line sounds like, before anybody is told it: node say-to-file.ts zh-CN '您好' hello.wav
const [language, text, path] = process.argv.slice(2);
if (language === undefined || text === undefined || path === undefined) {
  process.stderr.write('Usage: say-to-file.ts LANGUAGE TEXT FILE.wav\n');
  process.exit(2);
}
const synthesiser = await Synthesiser.load(audioDecoder(readConfig().ffmpegPath));
const line = await synthesiser.speak(text, Language.parse(language));
if (line === null) {
  process.stderr.write('There is nothing in this line that could be said\n');
  process.exit(1);
}
await writeFile(path, asWav(line.samples));

/** 16-bit mono PCM in a RIFF container. */
function asWav(samples: Int16Array): Buffer {
  const head = Buffer.alloc(44);
  const bytes = samples.byteLength;
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  head.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, bytes)]);
}
