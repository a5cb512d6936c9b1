import { createRequire } from 'node:module';

/** The ffmpeg that the recording package brings along: the peer is measured with the same build that the project uses. */
const require = createRequire(new URL('../../packages/recording/package.json', import.meta.url));
export const ffmpegPath: string = (require('@ffmpeg-installer/ffmpeg') as { path: string }).path;
