import type { Timeline, TimelineCheck } from '@guichet/protocol';
import { formatPercent, formatWait } from '@guichet/ui';
import { IconCircleCheck, IconCircleMinus, IconCircleXFilled, IconVolume } from '@tabler/icons-react';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import classes from './inspection-panel.module.css';
import { Still } from './still.tsx';

const ICONS = {
  pass: <IconCircleCheck size={16} stroke={1.75} aria-hidden />,
  fail: <IconCircleXFilled size={16} aria-hidden />,
  not_evaluated: <IconCircleMinus size={16} stroke={1.75} aria-hidden />,
} as const;

/** What was checked of whom: the decision, what was read, and the pictures of the moments that were looked at. */
export function ChecksPanel({ timeline, player }: { readonly timeline: Timeline; readonly player: ReplayPlayer }) {
  const { t } = useTexts();
  const { checks } = timeline;
  if (checks.length === 0) return null;
  return (
    <section>
      <h2>{t('timeline.checks')}</h2>
      <ol className={classes['rules']}>
        {checks.map((check) => (
          <li key={`${check.nodeRunId}-${check.atMs}`}>
            <Check check={check} timeline={timeline} player={player} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Check({ check, timeline, player }: { check: TimelineCheck; timeline: Timeline; player: ReplayPlayer }) {
  const { t } = useTexts();
  const { atMs, decision, engine, besideEngine, confidence, fields, images, beside, readAloud } = check;
  // Each still is taken from the recording when it is asked for: whoever opened it to look is served first.
  const isLoaded = useStore(player.loaded);
  const by = engine === 'agent' ? t('timeline.checks.byEye') : engine === 'system' ? '' : engine;
  const measured = [besideEngine ?? '', confidence === null ? '' : formatPercent(confidence)].filter(Boolean).join(' ');
  return (
    <>
      <button type="button" className={classes['problem']} onClick={() => player.seek(Math.max(0, atMs))}>
        <time>{atMs < 0 ? `−${formatWait(-atMs)}` : formatWait(atMs)}</time>
        <span className={classes[`${decision}Text`]}>{ICONS[decision]}</span>
        <span>
          {t(`timeline.check.${check.check}`)}
          <small>{[t(`timeline.outcome.${decision}`), by, measured].filter(Boolean).join(' · ')}</small>
        </span>
      </button>
      {fields.length > 0 && (
        <dl className={classes['fields']}>
          {fields.map(({ name, value }) => (
            <div key={name}>
              <dt>{t(`timeline.field.${FIELDS.find((known) => known === name) ?? 'other'}`)}</dt>
              <dd>{value.text === 'long_term' ? t('timeline.field.longTerm') : value.text}</dd>
            </div>
          ))}
        </dl>
      )}
      {beside.length > 0 && (
        <dl className={classes['fields']}>
          {beside.map(({ name, result }) => (
            <div key={name}>
              <dt>{t(`timeline.beside.${BESIDE.find((known) => known === name) ?? 'other'}`)}</dt>
              <dd>{t(`timeline.besideResult.${result}`)}</dd>
            </div>
          ))}
        </dl>
      )}
      {readAloud !== null && (
        <button type="button" className={classes['problem']} onClick={() => player.seek(Math.max(0, readAloud.fromMs))}>
          <time>{formatWait(Math.max(0, readAloud.fromMs))}</time>
          <span>
            <IconVolume size={16} stroke={1.75} aria-hidden />
          </span>
          <span>
            {t('timeline.readAloud')}
            <small>{t(`timeline.heard.${HEARD.find((known) => known === readAloud.heard) ?? 'heard'}`)}</small>
          </span>
        </button>
      )}
      <div className={classes['stills']}>
        {images.map(({ what, atMs: takenAtMs, trackId }) => (
          <Still
            isDue={isLoaded}
            key={`${what}-${takenAtMs}`}
            recordingId={timeline.recordingId}
            trackId={trackId}
            atMs={takenAtMs}
            masked={timeline.masked}
          />
        ))}
      </div>
    </>
  );
}

const BESIDE = ['sides_agree', 'duplicate', 'block_list', 'number_read'] as const;
const HEARD = ['said', 'other', 'unsure', 'heard', 'engine_away'] as const;
const FIELDS = ['name', 'idNumber', 'birthDate', 'validUntil'] as const;
