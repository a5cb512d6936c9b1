import { IconAlertCircle } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import classes from './field.module.css';

/** What the control inside a `Field` has to carry to be named and described. */
export interface FieldControl {
  readonly id: string;
  readonly className: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong and how to put it right. */
  readonly error?: string | null | undefined;
  readonly size?: 'md' | 'large' | undefined;
  /** Draws the control: `(control) => <input {...control} />`. */
  readonly children: (control: FieldControl) => ReactNode;
}

/** A labelled input with its hint and error, joined for screen readers. */
export function Field({ label, hint, error, size = 'md', children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const wrong = error !== null && error !== undefined && error !== '';
  const control: FieldControl = {
    id,
    className: classNames(classes['input'], size === 'large' && classes['large']),
    'aria-describedby': classNames(hint !== undefined && hintId, wrong && errorId) || undefined,
    'aria-invalid': wrong || undefined,
  };
  return (
    <div className={classes['field']}>
      <label className={classes['label']} htmlFor={id}>
        {label}
      </label>
      {children(control)}
      {hint !== undefined && (
        <p className={classes['hint']} id={hintId}>
          {hint}
        </p>
      )}
      <div aria-live="polite">
        {wrong && (
          <p className={classes['error']} id={errorId}>
            <IconAlertCircle size={14} stroke={2} aria-hidden />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}
