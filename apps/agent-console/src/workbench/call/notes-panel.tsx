import type { SessionId } from '@guichet/protocol';
import { useTexts } from '../../app/texts/use-texts.ts';
import { LONGEST_NOTES, useNotesDraft } from './notes-draft.ts';
import classes from './notes-panel.module.css';

export function NotesPanel({ sessionId }: { readonly sessionId: SessionId }) {
  const { t } = useTexts();
  const { text, write } = useNotesDraft(sessionId);
  return (
    <div className={classes['notes']}>
      <textarea
        value={text}
        maxLength={LONGEST_NOTES}
        aria-label={t('notes.label')}
        placeholder={t('notes.placeholder')}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <p>{t('notes.hint')}</p>
    </div>
  );
}
