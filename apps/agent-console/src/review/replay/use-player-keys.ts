import { useEffect } from 'react';
import type { ReplayPlayer } from './replay-player.ts';

/** A frame of the usual 25 in a second. */
const FRAME_MS = 40;

interface Keys {
  readonly player: ReplayPlayer;
  readonly onFullscreen: () => void;
  readonly onNextGap: () => void;
  /** To the next, or back to the last, thing that a rule found wrong. */
  readonly onFinding?: (direction: 1 | -1) => void;
  readonly onZoom?: (nearer: boolean) => void;
  readonly onNote?: () => void;
  readonly onCaptions?: () => void;
}

/** A loop that has only a beginning ends with the recording, until its end is set. */
function loopFrom(player: ReplayPlayer): void {
  const untilMs = player.state.get().loop?.untilMs ?? player.lengthMs;
  const fromMs = player.position.get();
  player.setLoop({ fromMs, untilMs: untilMs > fromMs ? untilMs : player.lengthMs });
}

function loopUntil(player: ReplayPlayer): void {
  const untilMs = player.position.get();
  const fromMs = player.state.get().loop?.fromMs ?? 0;
  player.setLoop({ fromMs: fromMs < untilMs ? fromMs : 0, untilMs });
}

/** What a key does, or null when it is none of ours. Pure, so that the table can be tested. */
export function actionOf(key: string, { player, onFullscreen, onNextGap, ...more }: Keys): (() => void) | null {
  const still = (deltaMs: number) => () => {
    player.pause();
    player.seekBy(deltaMs);
  };
  switch (key) {
    case ' ':
    case 'k':
    case 'K':
      return () => player.toggle();
    case 'ArrowLeft':
      return () => player.seekBy(-5_000);
    case 'ArrowRight':
      return () => player.seekBy(5_000);
    case 'j':
    case 'J':
      return () => player.seekBy(-10_000);
    case 'l':
    case 'L':
      return () => player.seekBy(10_000);
    case ',':
      return still(-FRAME_MS);
    case '.':
      return still(FRAME_MS);
    case '<':
      return () => player.stepSpeed(-1);
    case '>':
      return () => player.stepSpeed(1);
    case 'Home':
      return () => player.seek(0);
    case 'End':
      return () => player.seek(player.lengthMs);
    case 'f':
    case 'F':
      return onFullscreen;
    case 'g':
    case 'G':
      return onNextGap;
    case ']':
      return () => more.onFinding?.(1);
    case '[':
      return () => more.onFinding?.(-1);
    case 'i':
    case 'I':
      return () => loopFrom(player);
    case 'o':
    case 'O':
      return () => loopUntil(player);
    case 'p':
    case 'P':
      return () => player.setLoop(null);
    case 's':
    case 'S':
      return () => player.setSkipsSilence(!player.state.get().skipsSilence);
    case 'n':
    case 'N':
      return () => more.onNote?.();
    case 'c':
    case 'C':
      return () => more.onCaptions?.();
    case '+':
    case '=':
      return () => more.onZoom?.(true);
    case '-':
      return () => more.onZoom?.(false);
    default:
      return null;
  }
}

/** Text goes where it is typed; a button that has the focus keeps its space bar; menus keep their arrows. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, textarea, select, [contenteditable], [role="menu"], dialog') != null) return true;
  return event.key === ' ' && target?.closest('button, a, summary') != null;
}

export function usePlayerKeys(keys: Keys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const act = actionOf(event.key, keys);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}
