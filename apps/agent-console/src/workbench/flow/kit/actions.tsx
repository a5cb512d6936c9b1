import type { ReactNode } from 'react';
import classes from './kit.module.css';

/** What can be done, the one that leads on last. */
export function Actions({ children }: { readonly children: ReactNode }) {
  return <div className={classes['actions']}>{children}</div>;
}
