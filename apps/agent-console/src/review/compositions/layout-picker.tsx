import { CompositionLayout } from '@guichet/protocol';
import { classNames } from '@guichet/ui';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './compositions.module.css';

/** Where the pictures stand, in a drawing of 48 × 30: x, y, width, height. */
const SKETCHES: Readonly<Record<CompositionLayout, readonly (readonly [number, number, number, number])[]>> = {
  'side-by-side': [
    [3, 8, 20, 14],
    [25, 8, 20, 14],
  ],
  'picture-in-picture': [
    [3, 3, 42, 24],
    [31, 17, 12, 8],
  ],
  speaker: [
    [9, 2, 30, 17],
    [3, 21, 13, 7],
    [17.5, 21, 13, 7],
    [32, 21, 13, 7],
  ],
};

interface LayoutPickerProps {
  readonly layout: CompositionLayout;
  readonly onChange: (layout: CompositionLayout) => void;
}

export function LayoutPicker({ layout, onChange }: LayoutPickerProps) {
  const { t } = useTexts();
  return (
    <fieldset className={classes['layouts']}>
      <legend>{t('compositions.layout')}</legend>
      {CompositionLayout.options.map((option) => (
        <label key={option} className={classNames(classes['layout'], option === layout && classes['chosen'])}>
          <input
            type="radio"
            name="layout"
            className="visually-hidden"
            value={option}
            checked={option === layout}
            onChange={() => onChange(option)}
          />
          <svg viewBox="0 0 48 30" width={72} height={45} aria-hidden>
            {SKETCHES[option].map(([x, y, width, height], at) => (
              <rect key={`${x} ${y}`} {...{ x, y, width, height }} rx={1.5} className={at === 0 ? classes['large'] : classes['small']} />
            ))}
          </svg>
          {t(`compositions.layout.${option}`)}
        </label>
      ))}
    </fieldset>
  );
}
