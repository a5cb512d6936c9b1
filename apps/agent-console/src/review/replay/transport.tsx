import { Button, formatTimecode, formatWait, IconButton, Tag } from '@guichet/ui';
import { Menu, Popover } from '@mantine/core';
import {
  IconBadgeCc,
  IconBadgeCcFilled,
  IconCheck,
  IconKeyboard,
  IconMaximize,
  IconMinimize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerTrackNext,
  IconRepeatOff,
  IconRewindBackward10,
  IconRewindForward10,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { type ReplayPlayer, SPEEDS } from './replay-player.ts';
import classes from './transport.module.css';

interface TransportProps {
  readonly player: ReplayPlayer;
  readonly fullscreen: boolean;
  readonly onFullscreen: () => void;
  /** Null without gaps. */
  readonly onNextGap: (() => void) | null;
  readonly gapCount: number;
  readonly captions: boolean;
  /** Null where there are none. */
  readonly onCaptions: (() => void) | null;
  readonly onZoom: ((nearer: boolean) => void) | null;
}

const ICON = { size: 20, stroke: 1.6, 'aria-hidden': true } as const;

export function Transport({ player, fullscreen, onFullscreen, onNextGap, gapCount, captions, onCaptions, onZoom }: TransportProps) {
  const { t } = useTexts();
  const { playing, buffering, speed, loop, skipsSilence } = useStore(player.state);
  return (
    <div className={classes['transport']} role="toolbar" aria-label={t('replay.title')}>
      <IconButton
        kind="quiet"
        label={t('replay.back10')}
        icon={<IconRewindBackward10 {...ICON} />}
        onClick={() => player.seekBy(-10_000)}
      />
      <IconButton
        className={classes['play']}
        label={t(playing ? 'replay.pause' : 'replay.play')}
        onClick={() => player.toggle()}
        icon={playing ? <IconPlayerPauseFilled size={16} aria-hidden /> : <IconPlayerPlayFilled size={16} aria-hidden />}
      />
      <IconButton
        kind="quiet"
        label={t('replay.forward10')}
        icon={<IconRewindForward10 {...ICON} />}
        onClick={() => player.seekBy(10_000)}
      />
      <Timecode player={player} />
      <Menu position="top-start" width={120} withinPortal={!fullscreen}>
        <Menu.Target>
          <Button size="sm" aria-label={t('replay.speedOf', { speed })}>
            {speed}×
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('replay.speed')}</Menu.Label>
          <Menu.RadioGroup
            value={String(speed)}
            onChange={(value) => player.setSpeed(SPEEDS.find((choice) => String(choice) === value) ?? 1)}
          >
            {SPEEDS.map((choice) => (
              <Menu.RadioItem key={choice} value={String(choice)} closeMenuOnClick>
                {choice}×
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
      <label className={classes['check']}>
        <input type="checkbox" checked={skipsSilence} onChange={(event) => player.setSkipsSilence(event.target.checked)} />
        {t('timeline.skipSilence')}
      </label>
      {loop !== null && (
        <Button size="sm" kind="quiet" onClick={() => player.setLoop(null)} icon={<IconRepeatOff size={16} stroke={1.75} aria-hidden />}>
          {t('timeline.loop', { from: formatWait(loop.fromMs), until: formatWait(loop.untilMs) })}
        </Button>
      )}
      {buffering && (
        <span className={classes['wait']} role="status">
          {t('replay.buffering')}
        </span>
      )}
      <span className={classes['grow']} />
      {onNextGap === null ? (
        <Tag tone="ok" icon={<IconCheck aria-hidden />}>
          {t('replay.noGaps')}
        </Tag>
      ) : (
        <>
          <Tag tone="warn">{t('replay.gaps', { count: gapCount })}</Tag>
          <IconButton kind="quiet" label={t('replay.nextGap')} icon={<IconPlayerTrackNext {...ICON} />} onClick={onNextGap} />
        </>
      )}
      {onCaptions !== null && (
        <IconButton
          kind="quiet"
          label={t('timeline.captions')}
          aria-pressed={captions}
          icon={captions ? <IconBadgeCcFilled {...ICON} /> : <IconBadgeCc {...ICON} />}
          onClick={onCaptions}
        />
      )}
      {onZoom !== null && (
        <>
          <IconButton kind="quiet" label={t('timeline.zoomOut')} icon={<IconZoomOut {...ICON} />} onClick={() => onZoom(false)} />
          <IconButton kind="quiet" label={t('timeline.zoomIn')} icon={<IconZoomIn {...ICON} />} onClick={() => onZoom(true)} />
        </>
      )}
      <KeysHelp withinPortal={!fullscreen} />
      <IconButton
        kind="quiet"
        label={t(fullscreen ? 'replay.fullscreenExit' : 'replay.fullscreen')}
        onClick={onFullscreen}
        icon={fullscreen ? <IconMinimize {...ICON} /> : <IconMaximize {...ICON} />}
      />
    </div>
  );
}

function Timecode({ player }: { readonly player: ReplayPlayer }) {
  const position = useStore(player.position);
  return (
    <span className={classes['time']}>
      {formatTimecode(position)} <span>/ {formatTimecode(player.lengthMs)}</span>
    </span>
  );
}

const KEYS = [
  { keys: ['Space', 'K'], text: 'replay.key.space' },
  { keys: ['←', '→'], text: 'replay.key.arrows' },
  { keys: ['J', 'L'], text: 'replay.key.jl' },
  { keys: [',', '.'], text: 'replay.key.frames' },
  { keys: ['<', '>'], text: 'replay.key.speed' },
  { keys: ['Home', 'End'], text: 'replay.key.homeEnd' },
  { keys: ['G'], text: 'replay.key.gap' },
  { keys: ['[', ']'], text: 'timeline.key.findings' },
  { keys: ['I', 'O', 'P'], text: 'timeline.key.loop' },
  { keys: ['⇧'], text: 'timeline.key.loopDrag' },
  { keys: ['S'], text: 'timeline.key.silence' },
  { keys: ['N'], text: 'timeline.key.note' },
  { keys: ['C'], text: 'timeline.key.captions' },
  { keys: ['+', '−'], text: 'timeline.key.zoom' },
  { keys: ['F'], text: 'replay.key.fullscreen' },
] as const;

function KeysHelp({ withinPortal }: { readonly withinPortal: boolean }) {
  const { t } = useTexts();
  return (
    <Popover position="top-end" width={320} withinPortal={withinPortal}>
      <Popover.Target>
        <IconButton kind="quiet" label={t('replay.keys')} icon={<IconKeyboard {...ICON} />} />
      </Popover.Target>
      <Popover.Dropdown>
        <dl className={classes['keys']}>
          {KEYS.map(({ keys, text }) => (
            <div key={text} style={{ display: 'contents' }}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
