import type { FlowRolloutPlan } from '@guichet/protocol';
import { Button, Dialog } from '@guichet/ui';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { isReason, ReasonField } from './reason-field.tsx';
import { RolloutFields } from './rollout-fields.tsx';
import { useDecision } from './use-decision.ts';
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
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [forAll, setForAll] = useState(false);
  const { busy, error, decide } = useDecision(
    () =>
      forAll
        ? http.request('flows.completeRollout', { params: { flow }, body: { rolloutId, reason: reason.trim() } })
        : http.request('flows.adjustRollout', { params: { flow }, body: { rolloutId, plan, reason: reason.trim() } }),
    () => {
      toasts.show('ok', t('adjust.done'));
      onDone();
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('adjust.title', { version })}
      text={t('adjust.text')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            busy={busy}
            onClick={() => {
              setAsked(true);
              if (isReason(reason)) void decide();
            }}
          >
            {t(forAll ? 'adjust.complete' : 'adjust.save')}
          </Button>
        </>
      }
    >
      <div className={classes['dialog']}>
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
        <ReasonField value={reason} asked={asked} onChange={setReason} />
        {error !== null && (
          <p className={classes['error']} role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
