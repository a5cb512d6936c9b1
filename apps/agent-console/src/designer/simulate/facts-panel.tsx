import { Button, formatClock, Tag } from '@guichet/ui';
import type { Simulation } from '@guichet/workflow';
import type { Run } from './run.ts';
import classes from './panels.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import { lastStep, shown, type Words } from './words.ts';

/** What the flow's variables hold at this moment. */
export function VariableTable({ simulation, before }: { readonly simulation: Simulation; readonly before: Simulation | undefined }) {
  const { t, language } = useSimulateTexts();
  const { variables } = simulation.flow.definition;
  if (variables.length === 0) return <p className={classes['note']}>{t('facts.noVariables')}</p>;
  return (
    <table className={classes['variables']}>
      <thead>
        <tr>
          <th scope="col">{t('facts.variable')}</th>
          <th scope="col">{t('facts.value')}</th>
        </tr>
      </thead>
      <tbody>
        {variables.map(({ name, title, personal }) => {
          const value = simulation.variables[name];
          const changed = before !== undefined && JSON.stringify(before.variables[name]) !== JSON.stringify(value);
          return (
            <tr key={name} data-changed={changed || undefined}>
              <th scope="row">
                {title?.[language] ?? name} <code>{name}</code>
              </th>
              <td>
                {value === undefined || value === null ? <small>{t('facts.unset')}</small> : <code>{shown(value)}</code>}
                {changed && <Tag tone="brand">{t('facts.changed')}</Tag>}
                {personal === true && <Tag tone="line">{t('facts.personal')}</Tag>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What was done so far; each can be gone back to. */
export function DoneList({ run, words, onBack }: { readonly run: Run; readonly words: Words; readonly onBack: (index: number) => void }) {
  const { t } = useSimulateTexts();
  const all = [...run.past, run.simulation];
  return (
    <ol className={classes['log']} reversed>
      {all
        .map((simulation, index) => (
          <li key={index} aria-current={index === all.length - 1 ? 'step' : undefined}>
            <time>{formatClock(simulation.elapsedMs)}</time>
            <span>{lastStep(words, simulation)}</span>
            {simulation.moves.length > (simulation.before?.moves.length ?? 0) && simulation.moves.at(-1)?.refused != null && (
              <Tag tone="warn">{t('log.refused')}</Tag>
            )}
            {index === all.length - 1 ? (
              <small>{t('log.now')}</small>
            ) : (
              <Button kind="quiet" size="sm" onClick={() => onBack(index)}>
                {t('log.goBack')}
              </Button>
            )}
          </li>
        ))
        .toReversed()}
    </ol>
  );
}
