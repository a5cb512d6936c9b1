import classes from './tabs.module.css';

interface TabsProps<Tab extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Tab; readonly title: string }[];
  readonly chosen: Tab;
  readonly onChoose: (tab: Tab) => void;
}

/** What a panel shows of several things, one at a time. */
export function Tabs<Tab extends string>({ label, tabs, chosen, onChoose }: TabsProps<Tab>) {
  return (
    <div className={classes['tabs']} role="tablist" aria-label={label}>
      {tabs.map(({ id, title }) => (
        <button key={id} type="button" role="tab" aria-selected={chosen === id} data-tab={id} onClick={() => onChoose(id)}>
          {title}
        </button>
      ))}
    </div>
  );
}
