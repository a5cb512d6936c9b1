import type { ReactNode } from 'react';
import classes from './kit.module.css';

/** What a step is about, in the words that count. */
export function Lead({ children }: { readonly children: ReactNode }) {
  return <p className={classes['lead']}>{children}</p>;
}
