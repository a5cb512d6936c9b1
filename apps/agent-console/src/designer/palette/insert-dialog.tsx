import { Button, Dialog } from '@guichet/ui';
import { useId, useMemo, useState } from 'react';
import { useInstalled } from '../bundles/use-installed.ts';
import { StepIcon } from '../canvas/step-icons.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { componentGroups, found, readyMadeGroups } from './components.ts';
import classes from './insert-dialog.module.css';

interface InsertDialogProps {
  /** Where it will go, in words. */
  readonly where: string;
  readonly onPick: (component: string) => void;
  readonly onClose: () => void;
}

/** What is called so comes before what only speaks of it. */
function rank(title: string, query: string): number {
  const [name, wanted] = [title.toLowerCase(), query.trim().toLowerCase()];
  return name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 3;
}

/** Everything that can be added, to be typed for: what dragging from the palette is to the mouse. */
export function InsertDialog({ where, onPick, onClose }: InsertDialogProps) {
  const { t, language } = useDesignerTexts();
  const { types } = useInstalled();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const all = useMemo(
    () => [...componentGroups(language, (category) => t(`category.${category}`), types), ...readyMadeGroups(language)],
    // The words are those of the language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [language, types],
  );
  const groups = found(all, query);
  const items = groups
    .flatMap((group) => group.items.map((item) => ({ ...item, group: group.title })))
    .toSorted((a, b) => rank(a.title, query) - rank(b.title, query));
  const active = items[Math.min(at, items.length - 1)];
  const move = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Dialog open onClose={onClose} title={t('insert.title')} text={where} actions={<Button onClick={onClose}>{t('common.cancel')}</Button>}>
      <input
        autoFocus
        className={classes['search']}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={active === undefined ? undefined : `${id}-${items.indexOf(active)}`}
        aria-label={t('palette.search')}
        placeholder={t('palette.search')}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(at + 1);
          else if (event.key === 'ArrowUp') move(at - 1);
          else if (event.key === 'Enter' && active !== undefined) onPick(active.id);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t('insert.title')} className={classes['list']}>
        {items.map((item, i) => {
          return (
            <li
              key={item.id}
              id={`${id}-${i}`}
              role="option"
              aria-selected={item === active}
              onPointerMove={() => setAt(i)}
              onClick={() => onPick(item.id)}
            >
              <StepIcon type={item.type} />
              <span>
                {item.title}
                {item.id === item.type && <em>{item.help}</em>}
              </span>
              <small>{item.group}</small>
            </li>
          );
        })}
      </ul>
      {items.length === 0 && <p>{t('palette.none')}</p>}
    </Dialog>
  );
}
