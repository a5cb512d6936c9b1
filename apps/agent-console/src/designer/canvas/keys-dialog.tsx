import { Button, Dialog } from '@guichet/ui';
import { Fragment } from 'react';
import classes from '../designer.module.css';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

const KEYS = [
  ['← ↑ → ↓', 'walk'],
  ['Shift + ← ↑ → ↓', 'extend'],
  ['Alt + ← ↑ → ↓', 'move'],
  ['A', 'add'],
  ['C', 'connect'],
  ['E', 'edge'],
  ['Enter', 'settings'],
  ['Esc', 'leave'],
  ['Delete', 'remove'],
  ['Ctrl + C / X / V', 'copy'],
  ['Ctrl + D', 'duplicate'],
  ['Ctrl + A', 'all'],
  ['Ctrl + Z / Shift + Z', 'undo'],
  ['L', 'arrange'],
  ['N', 'comment'],
  ['P', 'problem'],
  ['F', 'fit'],
  ['+ / -', 'zoom'],
  ['/', 'search'],
  ['Home', 'start'],
  ['?', 'help'],
] as const;

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useDesignerTexts();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('keys.title')}
      text={t('keys.text')}
      actions={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <dl className={classes['keys']}>
        {KEYS.map(([keys, what]) => (
          <Fragment key={what}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
