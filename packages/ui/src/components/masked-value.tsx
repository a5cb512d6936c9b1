import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import { IconButton } from './button.tsx';
import classes from './masked-value.module.css';

interface MaskedValueProps {
  readonly value: string;
  /** The server left characters out; what is hidden was never sent. */
  readonly masked: boolean;
  /** Leaves the mark out where one mark stands for several values; it is still read aloud. */
  readonly unmarked?: boolean | undefined;
  /** Asks the server for the whole value, where the viewer may; it leaves an audit record. */
  readonly onReveal?: (() => void) | undefined;
}

/** How many were left out is nobody's business, and a row of them takes the room of what can be read. */
const shortened = (value: string): string => value.replaceAll(/\*{5,}/g, '****');

export function MaskedValue({ value, masked, unmarked, onReveal }: MaskedValueProps) {
  const { t } = useUiTexts();
  return (
    <span className={classes['value']}>
      <span className={classes['text']}>{masked ? shortened(value) : value}</span>
      {masked && unmarked === true && <span className="visually-hidden">{t('masked.label')}</span>}
      {masked && unmarked !== true && onReveal === undefined && (
        <span title={t('masked.label')} role="img" aria-label={t('masked.label')}>
          <IconEyeOff size={14} stroke={2} aria-hidden />
        </span>
      )}
      {masked && onReveal !== undefined && (
        <IconButton
          kind="quiet"
          size="sm"
          icon={<IconEye size={16} stroke={1.75} aria-hidden />}
          label={t('masked.reveal')}
          onClick={onReveal}
        />
      )}
    </span>
  );
}
