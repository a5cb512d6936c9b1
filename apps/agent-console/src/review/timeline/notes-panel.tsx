import { AppError, type Timeline } from '@guichet/protocol';
import { Button, errorText, formatWait, IconButton } from '@guichet/ui';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import { timelineKey } from './use-timeline.ts';
import classes from './workspace.module.css';

interface NotesPanelProps {
  readonly timeline: Timeline;
  readonly player: ReplayPlayer;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Notes that are pinned to moments; a new one goes where the playhead is, or over the loop. */
export function NotesPanel({ timeline, player, field }: NotesPanelProps) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const position = useStore(player.position);
  const { loop } = useStore(player.state);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const { recordingId, notes, mayUnmask: mayNote } = timeline;

  const change = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work();
      await queries.invalidateQueries({ queryKey: timelineKey(recordingId) });
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    } finally {
      setBusy(false);
    }
  };
  const add = (): Promise<void> =>
    change(async () => {
      const span =
        loop === null
          ? { atMs: Math.round(position), untilMs: null }
          : { atMs: Math.round(loop.fromMs), untilMs: Math.round(loop.untilMs) };
      await http.request('recordings.addNote', { params: { recordingId }, body: { ...span, text: text.trim() } });
      setText('');
    });
  return (
    <section>
      {notes.length === 0 && <p className={classes['calm']}>{t('timeline.notes.none')}</p>}
      <ol className={classes['notes']}>
        {notes.map(({ noteId, atMs, untilMs, text: said, by, mine }) => (
          <li key={noteId}>
            <button type="button" onClick={() => player.seek(atMs)}>
              <time>
                {formatWait(atMs)}
                {untilMs === null ? '' : `–${formatWait(untilMs)}`}
              </time>
              <span>{said}</span>
              <small>{by}</small>
            </button>
            {mine && (
              <IconButton
                kind="quiet"
                size="sm"
                label={t('timeline.notes.remove')}
                icon={<IconTrash size={16} stroke={1.75} aria-hidden />}
                onClick={() => void change(() => http.request('recordings.removeNote', { params: { recordingId, noteId } }))}
              />
            )}
          </li>
        ))}
      </ol>
      {mayNote && (
        <form
          className={classes['newNote']}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') void add();
          }}
        >
          <label>
            {loop === null
              ? t('timeline.notes.at', { time: formatWait(position) })
              : t('timeline.notes.over', { from: formatWait(loop.fromMs), until: formatWait(loop.untilMs) })}
            <textarea ref={field} rows={2} maxLength={2_000} value={text} onChange={(event) => setText(event.target.value)} />
          </label>
          <Button type="submit" busy={busy} offReason={text.trim() === '' ? t('timeline.notes.empty') : null}>
            {t('timeline.notes.add')}
          </Button>
        </form>
      )}
    </section>
  );
}
