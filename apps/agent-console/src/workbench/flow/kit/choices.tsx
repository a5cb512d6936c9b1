import type { ReactNode } from 'react';
import { useId } from 'react';
import classes from './kit.module.css';

export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly aside?: ReactNode;
}

interface ChoicesProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
}

/** One of a few, all in sight. */
export function Choices({ label, choices, chosen, onChoose }: ChoicesProps) {
  const name = useId();
  return (
    <div className={classes['choices']} role="radiogroup" aria-label={label}>
      {choices.map(({ key, title, aside }) => (
        <label key={key} className={classes['choice']}>
          <input type="radio" name={name} value={key} checked={chosen === key} onChange={() => onChoose(key)} />
          <span>{title}</span>
          {aside}
        </label>
      ))}
    </div>
  );
}

interface TickProps {
  readonly title: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** One thing that is so or not. */
export function Tick({ title, checked, onChange }: TickProps) {
  return (
    <label className={classes['choice']}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{title}</span>
    </label>
  );
}
