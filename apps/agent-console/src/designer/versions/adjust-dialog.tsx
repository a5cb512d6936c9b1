import type { FlowRolloutPlan } from '@guichet/protocol';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { ReasonedDialog } from './reasoned-dialog.tsx';
import { RolloutFields } from './rollout-fields.tsx';
import type { RolloutFigures } from './version-strip.tsx';
import classes from './versions.module.css';

interface AdjustDialogProps {
  readonly flow: string;
  readonly rollout: RolloutFigures;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function AdjustDialog({ flow, rollout, onClose, onDone }: AdjustDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  const { rolloutId, version, baseVersion, onVersion, onBase } = rollout;
  const [plan, setPlan] = useState<FlowRolloutPlan>(rollout.plan);
  const [forAll, setForAll] = useState(false);
  return (
    <ReasonedDialog
      title={t('adjust.title', { version })}
      text={t('adjust.text')}
      action={t(forAll ? 'adjust.complete' : 'adjust.save')}
      onClose={onClose}
      work={(reason) =>
        forAll
          ? http.request('flows.completeRollout', { params: { flow }, body: { rolloutId, reason } })
          : http.request('flows.adjustRollout', { params: { flow }, body: { rolloutId, plan, reason } })
      }
      onDone={() => {
        toasts.show('ok', t('adjust.done'));
        onDone();
      }}
    >
      <table className={classes['figures']}>
        <thead>
          <tr>
            <th scope="col">{t('adjust.version')}</th>
            <th scope="col">{t('adjust.open')}</th>
            <th scope="col">{t('adjust.finished')}</th>
            <th scope="col">{t('adjust.failed')}</th>
          </tr>
        </thead>
        <tbody className="num">
          {[
            { name: version, runs: onVersion },
            { name: baseVersion, runs: onBase },
          ].map(({ name, runs }) => (
            <tr key={name}>
              <th scope="row">v{name}</th>
              <td>{runs.open}</td>
              <td>{runs.finished}</td>
              <td>{runs.failed}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className={classes['check']}>
        <input type="checkbox" checked={forAll} onChange={(event) => setForAll(event.currentTarget.checked)} />
        {t('adjust.forAll')}
      </label>
      {!forAll && <RolloutFields plan={plan} onChange={setPlan} />}
    </ReasonedDialog>
  );
}
