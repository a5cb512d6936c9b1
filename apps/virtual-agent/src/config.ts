import { createRequire } from 'node:module';
import { z } from 'zod';

const Environment = z.object({
  /** An ffmpeg with libvpx and libopus, instead of the one that is installed with the packages. */
  FFMPEG_PATH: z.string().startsWith('/').optional(),
  /** Folder with the bank's own recorded voices, a folder each. */
  VOICE_DIR: z.string().startsWith('/').optional(),
  /** Local address that media is sent from. */
  MEDIA_BIND_ADDRESS: z.union([z.ipv4(), z.ipv6()]).default('0.0.0.0'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface Config {
  readonly ffmpegPath: string;
  readonly voiceDir: string | null;
  readonly bindAddress: string;
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
}

/** @throws naming every wrong variable, no value */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
    throw new Error(`Wrong environment: ${names.join(', ')}`);
  }
  const { FFMPEG_PATH, VOICE_DIR, MEDIA_BIND_ADDRESS, LOG_LEVEL } = parsed.data;
  return {
    ffmpegPath: FFMPEG_PATH ?? installedFfmpeg(),
    voiceDir: VOICE_DIR ?? null,
    bindAddress: MEDIA_BIND_ADDRESS,
    logLevel: LOG_LEVEL,
  };
}

function installedFfmpeg(): string {
  const { path } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { readonly path: string };
  return path;
}
