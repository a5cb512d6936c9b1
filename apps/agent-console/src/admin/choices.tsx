import { type ReactNode, useId } from 'react';
import classes from './admin.module.css';

/** Puts a value into a list, or takes it out. */
export const toggle = <Value,>(list: readonly Value[], value: Value): readonly Value[] =>
  list.includes(value) ? list.filter((each) => each !== value) : [...list, value];

interface ChoicesProps {
  readonly legend: string;
  readonly hint?: string;
  readonly wrong?: string | null;
  readonly children: ReactNode;
}

/** Several boxes or buttons under one legend. */
export function Choices({ legend, hint, wrong = null, children }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset className={classes['choices']} aria-describedby={id}>
      <legend>{legend}</legend>
      <div className={classes['options']}>{children}</div>
      <p id={id} className={wrong === null ? '' : classes['wrong']} aria-live="polite">
        {wrong ?? hint ?? ''}
      </p>
    </fieldset>
  );
}
