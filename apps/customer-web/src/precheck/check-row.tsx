import type { NetworkVerdict } from '@guichet/protocol';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './precheck-screen.module.css';

interface RowProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly end: ReactNode;
  readonly children?: ReactNode;
}

/** One thing that is checked: what it is like, and what to do. */
export function Row({ icon, title, text, end, children }: RowProps) {
  return (
    <section className={classes['row']}>
      <span className={classes['rowIcon']}>{icon}</span>
      <div className={classes['rowWords']}>
        <h2>{title}</h2>
        <p>{text}</p>
        {children}
      </div>
      {end}
    </section>
  );
}

export function Mark({ tone, text }: { readonly tone: NetworkVerdict | null; readonly text: string }) {
  if (tone === null) return null;
  const Icon = tone === 'good' ? IconCircleCheck : tone === 'not_evaluated' ? IconCircleDashed : IconAlertTriangle;
  return (
    <span className={classes['mark']} data-tone={tone}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {text}
    </span>
  );
}
