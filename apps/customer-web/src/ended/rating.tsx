import { Button } from '@guichet/ui';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import classes from './rating.module.css';

const STARS = [1, 2, 3, 4, 5] as const;

export function Rating({ rated }: { readonly rated: boolean }) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const [stars, setStars] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  if (rated)
    return (
      <p className={classes['thanks']} role="status">
        {t('ended.rate.thanks')}
      </p>
    );
  return (
    <section className={classes['rating']} aria-labelledby="rating">
      <h2 id="rating">{t('ended.rate')}</h2>
      <div className={classes['stars']} role="radiogroup" aria-labelledby="rating">
        {STARS.map((value) => {
          const on = stars !== null && value <= stars;
          return (
            <label key={value}>
              <input
                type="radio"
                name="stars"
                className="visually-hidden"
                checked={stars === value}
                onChange={() => setStars(value)}
                aria-label={t('ended.rate.star', { stars: value })}
              />
              {on ? <IconStarFilled size={32} aria-hidden /> : <IconStar size={32} stroke={1.6} aria-hidden />}
            </label>
          );
        })}
      </div>
      {stars !== null && (
        <>
          <label className={classes['comment']}>
            {t('ended.rate.comment')}
            <textarea rows={2} maxLength={1_000} value={comment} onChange={(event) => setComment(event.target.value)} />
          </label>
          <Button
            kind="primary"
            size="xl"
            wide
            busy={busy}
            onClick={() => void ask('session.rate', { stars, comment: comment.trim() || null })}
          >
            {t('ended.rate.send')}
          </Button>
        </>
      )}
    </section>
  );
}
