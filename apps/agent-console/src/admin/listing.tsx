import { AppError } from '@guichet/protocol';
import { Button, errorText, formatTimeOfDay, Skeleton, StateView } from '@guichet/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Banner } from '../app/parts/banner.tsx';
import { sentences } from '../app/parts/sentences.ts';
import { useTexts } from '../app/texts/use-texts.ts';

interface ListingProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What could not be fetched, and what is not affected by that. */
  readonly failed: { readonly title: string; readonly detail: string };
  readonly children: (data: Data) => ReactNode;
}

/** What every list of administration has in common: a skeleton, an error with a retry, and the last content while it cannot be refreshed. */
export function Listing<Data>({ query, failed, children }: ListingProps<Data>) {
  const { t, language } = useTexts();
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && (
          <Banner
            tone="warn"
            title={t('nodes.stale', { time: formatTimeOfDay(query.dataUpdatedAt) })}
            detail={errorText(query.error, language)}
          />
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.error === null) return <Skeleton rows={4} />;
  return (
    <StateView
      kind="error"
      title={failed.title}
      detail={sentences(language, errorText(query.error, language), failed.detail)}
      code={AppError.from(query.error).code.toUpperCase()}
      action={<Button onClick={() => void query.refetch()}>{t('app.retry')}</Button>}
    />
  );
}
