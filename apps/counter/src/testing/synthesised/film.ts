import { execFile } from 'node:child_process';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jpegOf, PEOPLE, type Person, stillOf } from '@guichet/identity/faces-testing';
import { ffmpegPath } from '@guichet/recording/material';
import { type ClipFrame, framesOf } from '@guichet/recording/testing';

const run = promisify(execFile);

/** What a camera can show. All but the empty room, the covered lens and the black picture are of a person. */
export const SHOTS = ['person', 'dark', 'frozen', 'with_another', 'replayed', 'away', 'covered', 'black'] as const;
export type Shot = (typeof SHOTS)[number];
const NOBODYS: readonly Shot[] = ['away', 'covered', 'black'];

export const FRAMES_PER_SECOND = 10;
/** Frames from one that needs none before it to the next: clips are cut there and put together anew. */
const KEY_EVERY = 5;
const CLIP_SECONDS = 50;
const SIZE = '320x240';
/** Somebody who sits before a camera: never still, never twice alike. */
const SITS = "crop=iw*0.9:ih*0.9:x='(iw-ow)/2+7*sin(1.31*t)+5*sin(0.37*t+1)':y='(ih-oh)/2+5*sin(0.93*t)+4*sin(0.29*t+2)'";
const GRAIN = 'noise=c0s=7:c0f=t';
const INTO = `scale=${SIZE.replace('x', ':')},setsar=1`;

/** Short films of people from public pictures, made once into a folder, cut and put together again at no cost. */
export class Film {
  readonly #folder: string;
  readonly #frames = new Map<string, Promise<readonly ClipFrame[]>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Film> {
    await mkdir(folder, { recursive: true });
    const film = new Film(folder);
    for (const person of PEOPLE) {
      const path = film.#still(person);
      if (!(await exists(path))) await writeFile(path, await jpegOf(await stillOf(person)));
    }
    return film;
  }

  /** The picture that a person was identified by. */
  portraitPath(person: Person): string {
    return this.#still(person);
  }

  /** Frames of so long, from a place of the clip that begins with a key frame. */
  async cut(shot: Shot, person: Person, fromMs: number, lengthMs: number): Promise<readonly ClipFrame[]> {
    const frames = await this.#clip(shot, person);
    const latest = Math.max(0, CLIP_SECONDS * 1_000 - lengthMs - 1_000);
    const begin = frames.findIndex(({ atMs, isKey }) => isKey && atMs >= Math.min(fromMs, latest));
    const startMs = frames[begin]?.atMs ?? 0;
    return frames
      .slice(begin)
      .filter(({ atMs }) => atMs - startMs < lengthMs)
      .map((frame) => ({ ...frame, atMs: frame.atMs - startMs }));
  }

  #clip(shot: Shot, person: Person): Promise<readonly ClipFrame[]> {
    const name = NOBODYS.includes(shot) ? shot : `${shot}-${person}`;
    const known = this.#frames.get(name);
    if (known !== undefined) return known;
    const frames = this.#encode(join(this.#folder, `${name}.mkv`), shot, person).then(framesOf);
    this.#frames.set(name, frames);
    return frames;
  }

  async #encode(path: string, shot: Shot, person: Person): Promise<string> {
    if (await exists(path)) return path;
    const draft = `${path}.${process.pid}.part`;
    const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-b:v', '400k', '-auto-alt-ref', '0'];
    const out = [
      '-r',
      String(FRAMES_PER_SECOND),
      '-t',
      String(CLIP_SECONDS),
      ...vp8,
      '-g',
      String(KEY_EVERY),
      '-f',
      'matroska',
      '-y',
      draft,
    ];
    await run(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-nostdin', ...this.#picture(shot, person), ...out]);
    await rename(draft, path);
    return path;
  }

  #picture(shot: Shot, person: Person): readonly string[] {
    const still = (who: Person) => ['-loop', '1', '-framerate', String(FRAMES_PER_SECOND), '-i', this.#still(who)];
    const colour = (code: string) => ['-f', 'lavfi', '-i', `color=c=${code}:s=${SIZE}:r=${FRAMES_PER_SECOND}`];
    const other = PEOPLE[(PEOPLE.indexOf(person) + 1) % PEOPLE.length] ?? person;
    switch (shot) {
      case 'person':
        return [...still(person), '-vf', `${SITS},${INTO},${GRAIN}`];
      case 'dark':
        return [...still(person), '-vf', `${SITS},${INTO},lutyuv=y='16+(val-16)*0.09',noise=c0s=3:c0f=t`];
      case 'frozen':
        return [...still(person), '-vf', INTO];
      case 'with_another': {
        // Both sit farther back, side by side, in a room that is out of focus.
        const half = (of: number, name: string): string => `[${of}:v]${SITS},scale=158:118,setsar=1[${name}]`;
        const room = `[2:v]${INTO},gblur=sigma=12[room]`;
        const both = `[room][a]overlay=1:70[one];[one][b]overlay=161:70,${GRAIN}`;
        return [...still(person), ...still(other), ...still(person), '-filter_complex', [half(0, 'a'), half(1, 'b'), room, both].join(';')];
      }
      case 'replayed': {
        // Four seconds of somebody who moves, again and again, on a screen with a rim.
        const moves = "crop=iw*0.6:ih*0.6:x='(iw-ow)/2+100*sin(2*PI*mod(t,4)/4)':y='(ih-oh)/2+40*sin(4*PI*mod(t,4)/4)'";
        return [...still(person), '-vf', `${moves},scale=272:204,pad=320:240:24:18:color=0x202020,setsar=1,${GRAIN}`];
      }
      case 'away':
        return [
          ...still(person),
          '-vf',
          `crop=iw*0.12:ih*0.12:0:0,${INTO},gblur=sigma=3,eq=contrast=1.3,drawbox=x=200:y=60:w=70:h=120:c=0x8a6a4a:t=fill,${GRAIN}`,
        ];
      case 'covered':
        return [...colour('0x5a3026'), '-vf', 'noise=c0s=3:c0f=t'];
      case 'black':
        return colour('black');
    }
  }

  #still(person: Person): string {
    return join(this.#folder, `${person}.jpg`);
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
