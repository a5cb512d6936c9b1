import { newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { ReplayPlayer } from './replay-player.ts';
import { actionOf } from './use-player-keys.ts';

// The clock of the player alone; what it does to real media elements is tested in a real browser.
function makePlayer(lengthMs = 60_000) {
  let nowMs = 1_000;
  const player = new ReplayPlayer(lengthMs, () => nowMs);
  const press = (key: string) => actionOf(key, { player, onFullscreen: () => undefined, onNextGap: () => player.seek(30_000) })?.();
  return {
    player,
    press,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('ReplayPlayer', () => {
  it('keeps its place over a change of speed', () => {
    const { player, advance } = makePlayer();
    player.play();
    advance(1_000);
    player.setSpeed(2);
    advance(1_000);
    player.pause();
    expect(player.position.get()).toBe(3_000);
    advance(5_000);
    player.play();
    player.pause();
    expect(player.position.get()).toBe(3_000);
  });

  it('stays within the recording', () => {
    const { player } = makePlayer();
    player.seek(-5);
    expect(player.position.get()).toBe(0);
    player.seekBy(1e9);
    expect(player.position.get()).toBe(60_000);
  });

  it('begins again when it is played at its end', () => {
    const { player } = makePlayer();
    player.seek(60_000);
    player.play();
    expect(player.position.get()).toBe(0);
    expect(player.state.get().playing).toBe(true);
  });

  it('takes a loop from wherever it is set, within the recording, and none that is too short to hear', () => {
    const { player, press } = makePlayer();
    player.seek(10_000);
    press('i');
    expect(player.state.get().loop).toEqual({ fromMs: 10_000, untilMs: 60_000 });
    player.seek(14_000);
    press('o');
    expect(player.state.get().loop).toEqual({ fromMs: 10_000, untilMs: 14_000 });
    player.setLoop({ fromMs: 5_000, untilMs: 5_100 });
    expect(player.state.get().loop).toEqual({ fromMs: 10_000, untilMs: 14_000 });
    press('p');
    expect(player.state.get().loop).toBeNull();
  });

  it('tells of every seek that somebody asked for', () => {
    const { player } = makePlayer();
    const ways: number[][] = [];
    const end = player.onSeek((...way) => ways.push(way));
    player.seek(4_000);
    player.seekBy(-1_000);
    end();
    player.seek(0);
    expect(ways).toEqual([
      [0, 4_000],
      [4_000, 3_000],
    ]);
  });

  it('steps through the speeds and not beyond them', () => {
    const { player } = makePlayer();
    for (let i = 0; i < 20; i++) player.stepSpeed(1);
    expect(player.state.get().speed).toBe(4);
    for (let i = 0; i < 20; i++) player.stepSpeed(-1);
    expect(player.state.get().speed).toBe(0.5);
  });

  it('mutes one party and nobody else', () => {
    const { player } = makePlayer();
    const one = newId('par');
    player.setMuted(one, true);
    expect([...player.state.get().muted]).toEqual([one]);
    player.setMuted(one, false);
    expect(player.state.get().muted.size).toBe(0);
  });
});

describe('the keys of the player', () => {
  it('seek, step and jump as the list of keys says', () => {
    const { player, press } = makePlayer();
    player.seek(20_000);
    const steps: [string, number][] = [
      ['l', 30_000],
      ['J', 20_000],
      ['ArrowRight', 25_000],
      ['ArrowLeft', 20_000],
      ['.', 20_040],
      [',', 20_000],
      ['End', 60_000],
      ['Home', 0],
      ['g', 30_000],
    ];
    for (const [key, expected] of steps) {
      press(key);
      expect(player.position.get(), key).toBe(expected);
    }
  });

  it('play and pause with space and K, and a step of a frame pauses', () => {
    const { player, press } = makePlayer();
    press(' ');
    expect(player.state.get().playing).toBe(true);
    press('.');
    expect(player.state.get().playing).toBe(false);
    press('k');
    expect(player.state.get().playing).toBe(true);
  });

  it('leave all other keys alone', () => {
    const { player } = makePlayer();
    for (const key of ['Enter', 'Tab', 'a', 'Escape', 'F5']) {
      expect(actionOf(key, { player, onFullscreen: () => undefined, onNextGap: () => undefined }), key).toBeNull();
    }
  });
});
