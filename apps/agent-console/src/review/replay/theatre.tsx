import type { RecordingDetail } from '@guichet/protocol';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import classes from '../replay-page.module.css';
import { channelsOf, lengthOf, nextGapMs } from './channels.ts';
import { ReplayPlayer } from './replay-player.ts';
import { Side } from './side.tsx';
import { Stage } from './stage.tsx';
import { Timeline } from './timeline.tsx';
import { usePlayerKeys } from './use-player-keys.ts';

/** Stage, timeline and side of a recording that can be played, with one player between them. */
export function Theatre({ recording }: { readonly recording: RecordingDetail }) {
  const staff = useSignedIn();
  const channels = useMemo(() => channelsOf(recording), [recording]);
  const player = useMemo(() => new ReplayPlayer(lengthOf(recording)), [recording]);
  useEffect(() => () => player.pause(), [player]);
  const stage = useRef<HTMLDivElement>(null);
  const [fullscreen, setFullscreen] = useState(false);
  useEffect(() => {
    const follow = () => setFullscreen(document.fullscreenElement !== null && document.fullscreenElement === stage.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);

  const onFullscreen = () => {
    const change = document.fullscreenElement === null ? stage.current?.requestFullscreen() : document.exitFullscreen();
    // A browser may refuse; the page stays as it is and usable.
    change?.catch(() => undefined);
  };
  const onNextGap = () => {
    const next = nextGapMs(recording.gaps, player.position.get());
    if (next !== null) player.seek(next);
  };
  usePlayerKeys({ player, onFullscreen, onNextGap });

  return (
    <div className={classes['body']}>
      <div className={classes['main']}>
        <Stage
          recording={recording}
          channels={channels}
          player={player}
          viewer={staff?.displayName ?? ''}
          stageRef={stage}
          fullscreen={fullscreen}
          onFullscreen={onFullscreen}
          onNextGap={recording.gaps.length === 0 ? null : onNextGap}
        />
        <Timeline recording={recording} channels={channels} player={player} />
      </div>
      <Side recording={recording} player={player} />
    </div>
  );
}
