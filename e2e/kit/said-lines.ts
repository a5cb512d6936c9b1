import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { coarseTrack } from './recorded-speech.ts';
import { runTool } from './run-tool.ts';

/** It loads a synthesiser, which takes its time on a busy machine. */
const SAY_WITHIN_MS = 30_000;
const SAY_TO_FILE = resolve(import.meta.dirname, '../../apps/virtual-agent/src/say-to-file.ts');

/** What a line sounds like when the virtual agent says it, coarse enough to be looked for in a recording (`bestMatch`). */
export async function soundOf(language: 'en' | 'zh-CN', text: string): Promise<Int16Array> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-said-'));
  try {
    const path = join(folder, 'line.wav');
    await runTool(process.execPath, [SAY_TO_FILE, language, text, path], SAY_WITHIN_MS);
    return coarseTrack(ffmpegInstaller.path, path, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
