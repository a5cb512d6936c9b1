import { formatTimeOfDay } from '@guichet/ui';
import { useStore } from '../../app/store.ts';
import classes from '../designer.module.css';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import type { DraftSaver } from './draft-saver.ts';

/** Whether what is on the screen is safe, and where. */
export function SaveMark({ saver, locked }: { readonly saver: DraftSaver; readonly locked: boolean }) {
  const { t } = useDesignerTexts();
  const state = useStore(saver.state);
  if (locked && state.kind === 'saved') return null;
  switch (state.kind) {
    case 'saved':
      return <small data-save="saved">{t('save.saved', { time: formatTimeOfDay(state.at).slice(0, 5) })}</small>;
    case 'unsaved':
    case 'saving':
      return <small data-save="saving">{t('save.saving')}</small>;
    case 'empty':
      return <small data-save="empty">{t('save.empty')}</small>;
    case 'away':
      return (
        <small className={classes['away']} role="status" data-save="away">
          {t('save.away')}
        </small>
      );
    case 'changed':
    case 'locked':
    case 'refused':
      return (
        <small className={classes['away']} role="status" data-save={state.kind}>
          {t('save.kept')}
        </small>
      );
  }
}
