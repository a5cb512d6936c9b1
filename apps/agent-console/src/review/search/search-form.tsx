import type { SessionQuery } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './search-page.module.css';

interface SearchFormProps {
  readonly query: SessionQuery;
  readonly onSearch: (query: SessionQuery) => void;
}

const DAY_MS = 86_400_000;

/** Words, a whole name, a whole number, a span of days. What is typed goes out when it is sent off, and into no address. */
export function SearchForm({ query, onSearch }: SearchFormProps) {
  const { t } = useTexts();
  const [text, setText] = useState(query.text ?? '');
  const [name, setName] = useState(query.customerName ?? '');
  const [number, setNumber] = useState(query.number ?? '');
  const [from, setFrom] = useState(dayOf(query.from));
  const [until, setUntil] = useState(query.until === undefined ? '' : dayOf(query.until - DAY_MS));
  const given = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim());
  const search = (): void => {
    const { text: _text, customerName: _name, number: _number, from: _from, until: _until, ...rest } = query;
    const next = {
      text: given(text),
      customerName: given(name),
      number: given(number),
      from: startOf(from),
      until: until === '' ? undefined : (startOf(until) ?? 0) + DAY_MS,
    };
    onSearch({ ...rest, ...Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) });
  };
  return (
    <form
      role="search"
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <label className={classes['wide']}>
        {t('search.text')}
        <input type="search" value={text} placeholder={t('search.textHint')} onChange={(event) => setText(event.target.value)} />
      </label>
      <label>
        {t('search.name')}
        <input value={name} autoComplete="off" placeholder={t('search.nameHint')} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        {t('search.number')}
        <input
          value={number}
          autoComplete="off"
          inputMode="numeric"
          placeholder={t('search.numberHint')}
          onChange={(event) => setNumber(event.target.value)}
        />
      </label>
      <label>
        {t('search.from')}
        <input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        {t('search.until')}
        <input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
      </label>
      <Button type="submit" kind="primary" icon={<IconSearch size={16} stroke={1.75} aria-hidden />}>
        {t('search.go')}
      </Button>
    </form>
  );
}

/** Days are those of whoever searches. */
function startOf(day: string): number | undefined {
  return day === '' ? undefined : new Date(`${day}T00:00:00`).getTime();
}

function dayOf(atMs: number | undefined): string {
  if (atMs === undefined) return '';
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
