import { Skeleton } from '@guichet/ui';
import classes from './workbench-page.module.css';

/** The desk before its first view, in its own layout, so that nothing jumps when it comes. */
export function DeskSkeleton() {
  return (
    <div className={classes['page']}>
      <aside className={classes['left']}>
        <Skeleton rows={6} />
      </aside>
      <div className={classes['work']}>
        <Skeleton rows={4} />
      </div>
    </div>
  );
}
