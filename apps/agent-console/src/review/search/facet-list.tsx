import { type Facet, type FacetName, FACETS, type SearchReply, type SessionQuery } from '@guichet/protocol';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useFacetLabel } from './facet-label.ts';
import classes from './search-page.module.css';

interface FacetListProps {
  readonly facets: SearchReply['facets'];
  readonly query: SessionQuery;
  readonly onChange: (query: SessionQuery) => void;
}

/** What the search can be narrowed down by, and how much would be left. */
export function FacetList({ facets, query, onChange }: FacetListProps) {
  const { t } = useTexts();
  const { hasGaps, ...withoutGaps } = query;
  return (
    <>
      {FACETS.filter((name) => facets[name].length > 0).map((name) => (
        <fieldset key={name} className={classes['facet']}>
          <legend>{t(`search.facet.${name}`)}</legend>
          {facets[name].map((facet) => (
            <Choice key={facet.value} name={name} facet={facet} query={query} onChange={onChange} />
          ))}
        </fieldset>
      ))}
      <fieldset className={classes['facet']}>
        <legend>{t('search.facet.recording')}</legend>
        <label>
          <input
            type="checkbox"
            checked={hasGaps === true}
            onChange={() => onChange(hasGaps === true ? withoutGaps : { ...query, hasGaps: true })}
          />
          <span>{t('search.hasGaps')}</span>
        </label>
      </fieldset>
    </>
  );
}

interface ChoiceProps extends Pick<FacetListProps, 'query' | 'onChange'> {
  readonly name: FacetName;
  readonly facet: Facet;
}

function Choice({ name, facet, query, onChange }: ChoiceProps) {
  const label = useFacetLabel()(name, facet);
  const chosen: readonly string[] = query[name] ?? [];
  const isChosen = chosen.includes(facet.value);
  const toggle = (): void => {
    const next = isChosen ? chosen.filter((value) => value !== facet.value) : [...chosen, facet.value];
    const { [name]: _before, ...rest } = query;
    onChange(next.length === 0 ? rest : { ...rest, [name]: next });
  };
  return (
    <label>
      <input type="checkbox" checked={isChosen} onChange={toggle} />
      <span title={label}>{label}</span>
      <em>{facet.count.toLocaleString('en')}</em>
    </label>
  );
}
