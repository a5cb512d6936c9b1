import { Button, IconButton } from '@guichet/ui';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDownload,
  IconHelpCircle,
  IconLayoutDistributeVertical,
  IconMessagePlus,
  IconSend,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useStore } from '../app/store.ts';
import classes from './designer.module.css';
import type { DraftEditor } from './drafts/draft-editor.ts';
import type { DraftSaver } from './drafts/draft-saver.ts';
import { SaveMark } from './drafts/save-mark.tsx';
import { movePlaces } from './edit/commands.ts';
import { definitionOf } from './edit/draft.ts';
import { arranged } from './edit/layout.ts';
import { downloadJson } from './flows/json-files.ts';
import { SimulateLink } from './simulate/simulate-link.tsx';
import { useDesignerTexts } from './texts/use-designer-texts.ts';
import type { useSubmit } from './versions/use-submit.ts';

interface DesignerBarProps {
  readonly editor: DraftEditor;
  readonly saver: DraftSaver | null;
  readonly locked: boolean;
  readonly submitting: ReturnType<typeof useSubmit>;
  readonly onComment: () => void;
  readonly onHelp: () => void;
}

/** What is done with the flow as a whole. */
export function DesignerBar({ editor, saver, locked, submitting, onComment, onHelp }: DesignerBarProps) {
  const { t, language } = useDesignerTexts();
  const { history } = useStore(editor.state);
  const { past, present: draft, future } = history;
  return (
    <header className={classes['bar']}>
      <Link to="/flows" aria-label={t('bar.back')} className={classes['back'] ?? ''}>
        <IconArrowLeft size={20} stroke={1.6} aria-hidden />
      </Link>
      <h1>{draft.title[language]}</h1>
      {saver !== null && <SaveMark saver={saver} locked={locked} />}
      {!locked && (
        <>
          <span className={classes['separator']} />
          <IconButton
            kind="quiet"
            icon={<IconArrowBackUp size={16} stroke={1.75} aria-hidden />}
            label={t('bar.undo')}
            offReason={past.length === 0 ? t('bar.nothingToUndo') : null}
            onClick={() => editor.undo()}
          />
          <IconButton
            kind="quiet"
            icon={<IconArrowForwardUp size={16} stroke={1.75} aria-hidden />}
            label={t('bar.redo')}
            offReason={future.length === 0 ? t('bar.nothingToRedo') : null}
            onClick={() => editor.redo()}
          />
          <Button
            kind="quiet"
            icon={<IconLayoutDistributeVertical size={16} stroke={1.75} aria-hidden />}
            onClick={() => editor.change('arranged', (before) => movePlaces(before, arranged(before)))}
          >
            {t('bar.arrange')}
          </Button>
          <IconButton
            kind="quiet"
            icon={<IconMessagePlus size={16} stroke={1.75} aria-hidden />}
            label={t('bar.comment')}
            onClick={onComment}
          />
        </>
      )}
      <span className={classes['grow']} />
      <IconButton kind="quiet" icon={<IconHelpCircle size={16} stroke={1.75} aria-hidden />} label={t('bar.keys')} onClick={onHelp} />
      <IconButton
        kind="quiet"
        icon={<IconDownload size={16} stroke={1.75} aria-hidden />}
        label={t('bar.export')}
        offReason={draft.nodes.length === 0 ? t('submit.empty') : null}
        onClick={() => downloadJson(`${draft.key}.json`, definitionOf(draft))}
      />
      {draft.nodes.length > 0 && <SimulateLink flow={draft.key} version={null} />}
      {!locked && saver !== null && (
        <Button
          kind="primary"
          icon={<IconSend size={16} stroke={1.75} aria-hidden />}
          busy={submitting.busy}
          offReason={submitting.offReason}
          onClick={() => void submitting.submit()}
        >
          {t('bar.submit')}
        </Button>
      )}
    </header>
  );
}
