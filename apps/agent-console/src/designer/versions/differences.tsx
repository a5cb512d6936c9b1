import { LocalText } from '@guichet/protocol';
import type { Difference } from '../edit/diff.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './versions.module.css';

const MOST = 12;
const MOST_CHARACTERS = 160;

/** What differs within a step, an edge or the flow: by the words that the forms have for each place, before and after. */
export function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  const { t, language } = useDesignerTexts();
  if (differences.length === 0) return null;
  /** `config.lines.2.text` is told as “Lines › 3 › Text”. */
  const placeOf = (path: string): string =>
    path
      .replace(/^config\./, '')
      .split('.')
      .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : t.orName('field', part)))
      .join(' › ');
  const worded = (value: unknown): string => {
    if (value === undefined || value === null) return t('form.none');
    const local = LocalText.safeParse(value);
    const text = local.success ? local.data[language] : typeof value === 'string' ? t.orName('value', value) : JSON.stringify(value);
    return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  };
  return (
    <dl className={classes['differences']}>
      {differences.slice(0, MOST).map(({ path, before, after }) => (
        <div key={path}>
          <dt title={path}>{placeOf(path)}</dt>
          <dd>
            <del>{worded(before)}</del>
            <ins>{worded(after)}</ins>
          </dd>
        </div>
      ))}
      {differences.length > MOST && <div>{t('compare.more', { count: differences.length - MOST })}</div>}
    </dl>
  );
}
