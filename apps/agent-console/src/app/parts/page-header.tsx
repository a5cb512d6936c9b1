import type { ReactNode } from 'react';
import classes from './page-header.module.css';

interface PageHeaderProps {
  readonly title: string;
  readonly lead?: string;
  readonly before?: ReactNode;
  readonly children?: ReactNode;
}

export function PageHeader({ title, lead, before, children }: PageHeaderProps) {
  return (
    <header className={classes['header']}>
      {before}
      <h1>{title}</h1>
      {lead !== undefined && <p>{lead}</p>}
      <span className={classes['grow']} />
      {children}
    </header>
  );
}
