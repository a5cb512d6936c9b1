import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@guichet/recording/testing';
import { cpuShare, processTree, residentMb } from '../process-cpu.ts';
import { killAndWait } from './end-process.ts';
import { type RecordedCall, type RecordingWay, pause } from './way.ts';

const CHROMIUM = '/usr/bin/chromium';
const XVFB = '/usr/bin/Xvfb';
/** The system's: the build that the project brings along can't grab a screen. */
const FFMPEG = '/usr/bin/ffmpeg';
const SIZE = '1280x720';
const START_DEADLINE_MS = 20_000;
const WARM_UP_MS = 4_000;
/** What a still page would never fill. */
const MOVING_BYTES_PER_SECOND = 50_000;

/** Why this way can't be measured here; null when it can. */
export function whyNoBrowser(): string | null {
  const missing = [CHROMIUM, XVFB, FFMPEG].filter((path) => !existsSync(path));
  if (missing.length > 0) return `${missing.join(', ')} missing (apt-get install chromium xvfb ffmpeg)`;
  const devices = execFileSync(FFMPEG, ['-hide_banner', '-devices'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return devices.includes('x11grab') ? null : `${FFMPEG} has no x11grab`;
}

/**
 * How Jibri records: a browser of its own per call shows it on a virtual screen, which ffmpeg grabs and encodes (x264 veryfast, crf 25, 30
 * frames/s, as in Jibri's `ffmpeg` settings). Kinder than the real thing: the page plays the two parties' pictures from a file instead of
 * receiving them over WebRTC, and sound is neither mixed nor encoded. Between its turns the browser is stopped.
 */
export async function recordByBrowser(call: RecordedCall): Promise<RecordingWay> {
  const folder = mkdtempSync(join(call.folder, 'browser-'));
  const page = join(folder, 'call.html');
  writeFileSync(page, PAGE.replaceAll('CLIP', `file://${call.clip}`));
  const display = freeDisplay();
  const screen = spawn(XVFB, [`:${display}`, '-screen', '0', `${SIZE}x24`, '-nolisten', 'tcp'], { stdio: 'ignore' });
  await until('the virtual screen is there', () => existsSync(`/tmp/.X11-unix/X${display}`), START_DEADLINE_MS);
  const browser = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, `--app=file://${page}`], {
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', HOME: folder, DISPLAY: `:${display}` },
  });
  await pause(WARM_UP_MS);
  const shown = (): number[] => [screen, browser].flatMap(({ pid }) => processTree(pid as number));
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const pid of processTree(browser.pid as number)) process.kill(pid, name);
  };
  const file = join(folder, 'call.mp4');
  let lastEncoder: ChildProcess | null = null;
  signal('SIGSTOP');
  return {
    calls: 1,
    measure: async (settleMs, ms) => {
      signal('SIGCONT');
      // A new one in each turn: one that was stopped would make up for the frames it missed.
      const encoder = spawn(FFMPEG, [...GRAB, '-i', `:${display}`, ...ENCODE, file], { stdio: 'ignore' });
      lastEncoder = encoder;
      await pause(settleMs);
      const share = await cpuShare([...shown(), encoder.pid as number], () => pause(ms));
      if (encoder.exitCode !== null) throw new Error('ffmpeg could not grab the screen');
      encoder.kill('SIGTERM');
      await until('ffmpeg has ended', () => encoder.exitCode !== null || encoder.signalCode !== null);
      signal('SIGSTOP');
      const recordedBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (recordedBytes < (MOVING_BYTES_PER_SECOND * ms) / 1000)
        throw new Error('The screen shows no moving picture: the figure would be wrong');
      return share * 100;
    },
    get memoryMb() {
      return residentMb(shown());
    },
    end: async () => {
      signal('SIGCONT');
      if (lastEncoder) await killAndWait(lastEncoder);
      const helpers = processTree(browser.pid as number).slice(1);
      await killAndWait(browser);
      for (const pid of helpers) killIfThere(pid);
      await killAndWait(screen);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      return null;
    },
  };
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>call</title>
<style>html,body{margin:0;background:#222;overflow:hidden}video{width:640px;height:360px;margin-top:180px;float:left}</style>
<video src="CLIP" autoplay muted loop></video><video src="CLIP#t=4" autoplay muted loop></video>
`;
const FLAGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--kiosk',
  '--window-size=1280,720',
  '--window-position=0,0',
  '--autoplay-policy=no-user-gesture-required',
];
const GRAB = `-hide_banner -loglevel error -nostdin -y -f x11grab -r 30 -s ${SIZE} -draw_mouse 0`.split(' ');
const ENCODE = '-c:v libx264 -preset veryfast -profile:v main -level 3.1 -pix_fmt yuv420p -r 30 -crf 25 -g 60 -an'.split(' ');

/** Most helpers end with their browser by themselves. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function freeDisplay(): number {
  for (let display = 90; display < 190; display++) {
    if (!existsSync(`/tmp/.X11-unix/X${display}`) && !existsSync(`/tmp/.X${display}-lock`)) return display;
  }
  throw new Error('No X display is free');
}
