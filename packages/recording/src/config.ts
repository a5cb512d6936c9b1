import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { z } from 'zod';

const Environment = z.object({
  /** ffmpeg with libx264, libvpx, libopus, AAC and drawtext. */
  FFMPEG_PATH: z.string().startsWith('/').default(ffmpegInstaller.path),
});

export const readFfmpegPath = (environment: NodeJS.ProcessEnv = process.env): string => Environment.parse(environment).FFMPEG_PATH;
