import { useId } from 'react';
import { inFlowOrder } from '../canvas/neighbours.ts';
import { useDesigner } from '../designer-scope.ts';
import { misfitOf } from '../edit/connect.ts';
import { nodeOf, titleOf } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './properties.module.css';

interface StepSelectProps {
  readonly label: string;
  readonly value: string | null;
  /** Steps that do not fit behind this port are off, and say why. */
  readonly from: { readonly node: string; readonly port: string } | null;
  readonly none?: string;
  readonly onChange: (to: string | null) => void;
}

/** A step of the flow by name: what connecting by mouse does, for the keyboard. */
export function StepSelect({ label, value, from, none, onChange }: StepSelectProps) {
  const { t, language } = useDesignerTexts();
  const { draft, locked } = useDesigner();
  const id = useId();
  const choices = inFlowOrder(draft).flatMap((each) => {
    const node = nodeOf(draft, each);
    return node === undefined ? [] : [node];
  });
  const twins = new Set(choices.map((node) => titleOf(node)[language]).filter((title, i, all) => all.indexOf(title) !== i));
  return (
    <div className={classes['ways']}>
      <div>
        <label htmlFor={id}>{label}</label>
        <select
          id={id}
          value={value ?? ''}
          disabled={locked}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        >
          {(none !== undefined || value === null) && <option value="">{none ?? t('ways.nowhere')}</option>}
          {choices.map((node) => {
            const misfit = from === null || node.id === value ? null : misfitOf(draft, { ...from, to: node.id });
            const title = titleOf(node)[language];
            const name = twins.has(title) ? `${title} (${node.id})` : title;
            return (
              <option key={node.id} value={node.id} disabled={misfit !== null && misfit !== 'twice'}>
                {misfit === null || misfit === 'twice' ? name : `${name} – ${t(`misfit.${misfit}`)}`}
              </option>
            );
          })}
        </select>
      </div>
    </div>
  );
}
