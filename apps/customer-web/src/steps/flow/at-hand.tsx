import type { ReactNode } from 'react';
import classes from './at-hand.module.css';

/** The answers of a step side by side at the thumb, in sight however long the text above them is; the one that goes on comes last. */
export function AtHand({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes['atHand']} data-at-hand>
      {children}
    </div>
  );
}
