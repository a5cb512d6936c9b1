import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import classes from './tag.module.css';

/** `rec` is the recording's own. `none`: not evaluated. `neutral` and `line` mean nothing beyond their word. */
export type Tone = 'neutral' | 'line' | 'ok' | 'warn' | 'danger' | 'rec' | 'brand' | 'none';

interface TagProps {
  readonly tone?: Tone | undefined;
  readonly icon?: ReactNode;
  /** A dot in the colour of its meaning, where there is no icon. */
  readonly dot?: Tone | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A word with a meaning: never colour alone. */
export function Tag({ tone = 'neutral', icon, dot, title, children }: TagProps) {
  return (
    <span className={classNames(classes['tag'], classes[tone])} title={title}>
      {dot !== undefined && <Dot tone={dot} />}
      {icon}
      {children}
    </span>
  );
}

export function Dot({ tone = 'neutral' }: { readonly tone?: Tone | undefined }) {
  return <span className={classNames(classes['dot'], classes[tone])} aria-hidden />;
}
