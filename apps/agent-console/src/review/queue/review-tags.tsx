import type { ReviewSummary } from '@guichet/protocol';
import { Tag } from '@guichet/ui';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';

/** How many rules failed or are open. */
export function FoundByRules({ review: { failed, open } }: { readonly review: ReviewSummary }) {
  const { t } = useTexts();
  return (
    <span className={classes['tags']}>
      {failed > 0 && <Tag tone="danger">{t('reviews.failed', { count: failed })}</Tag>}
      {open > 0 && <Tag tone="none">{t('reviews.open', { count: open })}</Tag>}
      {failed + open === 0 && <Tag tone="ok">{t('reviews.clean')}</Tag>}
    </span>
  );
}

/** Why somebody looks at it. */
export function DrawnBy({ review: { drawnBy, followsSessionId } }: { readonly review: ReviewSummary }) {
  const { t, language } = useTexts();
  return (
    <span className={classes['tags']}>
      {followsSessionId !== null && <Tag tone="brand">{t('reviews.follows')}</Tag>}
      {drawnBy.map((title) => (
        <Tag key={title.en} tone="line">
          {title[language]}
        </Tag>
      ))}
    </span>
  );
}
