import { classNames } from '@guichet/ui';
import { IconGripVertical, IconSearch } from '@tabler/icons-react';
import { type Ref, useMemo, useState } from 'react';
import { useInstalled } from '../bundles/use-installed.ts';
import { COMPONENT_DRAG } from '../canvas/flow-canvas.tsx';
import { inFlowOrder } from '../canvas/neighbours.ts';
import type { Overlay } from '../canvas/overlay.ts';
import { StepIcon } from '../canvas/step-icons.ts';
import { type Draft, nodeOf, titleOf } from '../edit/draft.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { componentGroups, found, type PaletteGroup, readyMadeGroups } from './components.ts';
import classes from './palette.module.css';

interface PaletteProps {
  readonly draft: Draft;
  readonly overlay: Overlay;
  readonly chosen: ReadonlySet<string>;
  /** Nothing can be added. */
  readonly locked: boolean;
  readonly searchRef: Ref<HTMLInputElement>;
  /** Without a mouse: where it goes is decided by what is chosen. */
  readonly onPick: (component: string) => void;
  readonly onShow: (nodeId: string) => void;
}

const TABS = ['components', 'ready', 'steps'] as const;

export function Palette({ draft, overlay, chosen, locked, searchRef, onPick, onShow }: PaletteProps) {
  const { t, language } = useDesignerTexts();
  const { types } = useInstalled();
  const [chosenTab, setTab] = useState<(typeof TABS)[number] | null>(null);
  // Whoever only looks has nothing to add.
  const tab = chosenTab ?? (locked ? 'steps' : 'components');
  const [query, setQuery] = useState('');
  const groups = useMemo(
    () => ({
      components: componentGroups(language, (category) => t(`category.${category}`), types),
      ready: readyMadeGroups(language),
    }),
    // The words are those of the language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [language, types],
  );
  const shown = tab === 'steps' ? [] : found(groups[tab], query);
  return (
    <aside className={classes['palette']} aria-label={t('palette.label')}>
      <div className={classes['find']}>
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <input
          ref={searchRef}
          type="search"
          value={query}
          placeholder={t(tab === 'steps' ? 'palette.searchSteps' : 'palette.search')}
          aria-label={t(tab === 'steps' ? 'palette.searchSteps' : 'palette.search')}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <kbd aria-hidden>/</kbd>
      </div>
      <Tabs label={t('palette.label')} tabs={TABS.map((id) => ({ id, title: t(`palette.${id}`) }))} chosen={tab} onChoose={setTab} />
      <div className={classes['list']} role="tabpanel" aria-label={t(`palette.${tab}`)}>
        {tab === 'steps' ? (
          <StepList draft={draft} overlay={overlay} chosen={chosen} query={query} onShow={onShow} />
        ) : (
          <Groups groups={shown} locked={locked} onPick={onPick} />
        )}
      </div>
    </aside>
  );
}

function Groups({
  groups,
  locked,
  onPick,
}: {
  readonly groups: readonly PaletteGroup[];
  readonly locked: boolean;
  readonly onPick: PaletteProps['onPick'];
}) {
  const { t } = useDesignerTexts();
  if (groups.length === 0) return <p className={classes['none']}>{t('palette.none')}</p>;
  return groups.map(({ id, title, items }) => (
    <section key={id} aria-label={title}>
      <h3>
        <span>{title}</span>
        <span className="num">{items.length}</span>
      </h3>
      <ul>
        {items.map((item) => {
          return (
            <li key={item.id}>
              <button
                type="button"
                draggable={!locked}
                disabled={locked}
                data-component={item.id}
                title={item.help}
                onDragStart={(event) => {
                  event.dataTransfer.setData(COMPONENT_DRAG, item.id);
                  event.dataTransfer.effectAllowed = 'copy';
                }}
                onClick={() => onPick(item.id)}
              >
                <StepIcon type={item.type} />
                <span>{item.title}</span>
                <IconGripVertical className={classes['grip']} size={14} stroke={1.75} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  ));
}

type StepListProps = Pick<PaletteProps, 'draft' | 'overlay' | 'chosen' | 'onShow'> & { readonly query: string };

/** The canvas as a list, in the order of the flow. */
function StepList({ draft, overlay, chosen, query, onShow }: StepListProps) {
  const { t, language } = useDesignerTexts();
  const wanted = query.trim().toLowerCase();
  const steps = inFlowOrder(draft).flatMap((id) => {
    const node = nodeOf(draft, id);
    return node !== undefined && `${titleOf(node)[language]} ${id}`.toLowerCase().includes(wanted) ? [node] : [];
  });
  if (steps.length === 0) return <p className={classes['none']}>{t(draft.nodes.length === 0 ? 'palette.noSteps' : 'palette.none')}</p>;
  return (
    <ul>
      {steps.map((node) => {
        const problems = overlay.nodes.get(node.id)?.problems ?? 0;
        return (
          <li key={node.id}>
            <button
              type="button"
              className={classNames(chosen.has(node.id) && classes['on'])}
              aria-current={chosen.has(node.id) || undefined}
              onClick={() => onShow(node.id)}
            >
              <StepIcon type={node.type} />
              <span>{titleOf(node)[language]}</span>
              {problems > 0 && <small>{t('canvas.problems', { count: problems })}</small>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
