import { Skeleton } from '@guichet/ui';
import { Page } from './page.tsx';

/** While the first answer is on its way: the shape of what comes. */
export function Opening() {
  return (
    <Page bank={null}>
      <Skeleton rows={5} />
    </Page>
  );
}
