import { BlockListMode } from '@guichet/protocol';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './block-list.module.css';

interface ChoicesProps {
  readonly mode: BlockListMode;
  readonly onChoose: (mode: BlockListMode) => void;
}

/** What becomes of the documents in the file. */
export function Choices({ mode, onChoose }: ChoicesProps) {
  const { t } = useTexts();
  return (
    <fieldset className={classes['choices']}>
      <legend>{t('blockList.mode')}</legend>
      {BlockListMode.options.map((each) => (
        <label key={each}>
          <input type="radio" name="block-list-mode" checked={mode === each} onChange={() => onChoose(each)} />
          {t(`blockList.mode.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
