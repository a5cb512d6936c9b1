import type { FoundMoment, RecordingId } from '@guichet/protocol';
import { Button, errorText, formatWait } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import classes from './workspace.module.css';

/** Words inside this recording: forms, chat, script, documents, findings, notes. */
export function FindPanel({ recordingId, player }: { readonly recordingId: RecordingId; readonly player: ReplayPlayer }) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const [text, setText] = useState('');
  const find = useMutation({
    mutationFn: (words: string) => http.request('search.within', { params: { recordingId }, body: { text: words } }),
  });
  return (
    <section>
      <form
        className={classes['find']}
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') find.mutate(text.trim());
        }}
      >
        <input
          type="search"
          value={text}
          placeholder={t('timeline.find.placeholder')}
          aria-label={t('timeline.find')}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" busy={find.isPending}>
          {t('timeline.find.go')}
        </Button>
      </form>
      {find.error !== null && <p className={classes['calm']}>{errorText(find.error, language)}</p>}
      {find.data?.moments.length === 0 && <p className={classes['calm']}>{t('timeline.find.none')}</p>}
      <ol className={classes['notes']}>
        {find.data?.moments.map((moment, index) => (
          <li key={`${moment.kind}-${moment.atMs}-${index}`}>
            <Found moment={moment} player={player} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Found({ moment, player }: { readonly moment: FoundMoment; readonly player: ReplayPlayer }) {
  const { t, language } = useTexts();
  return (
    <button type="button" onClick={() => player.seek(Math.max(0, moment.atMs))}>
      <time>{formatWait(Math.max(0, moment.atMs))}</time>
      <span>{moment.excerpt ?? moment.label[language]}</span>
      <small>
        {t(`timeline.find.${moment.kind}`)}
        {moment.excerpt === null ? '' : ` · ${moment.label[language]}`}
      </small>
    </button>
  );
}
