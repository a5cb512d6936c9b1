import type { FlowRolloutPlan, FlowVersionView } from '@guichet/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { ReasonedDialog } from './reasoned-dialog.tsx';
import { FIRST_PLAN, RolloutFields } from './rollout-fields.tsx';
import classes from './versions.module.css';

interface PublishDialogProps {
  readonly flow: string;
  readonly version: FlowVersionView;
  /** Of a flow of which nothing was ever published there is nothing that the others could run. */
  readonly isFirst: boolean;
  readonly onClose: () => void;
}

export function PublishDialog({ flow, version, isFirst, onClose }: PublishDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [plan, setPlan] = useState<FlowRolloutPlan | null>(isFirst ? null : FIRST_PLAN);
  return (
    <ReasonedDialog
      title={t('publish.title', { version: version.version })}
      text={t(isFirst ? 'publish.firstText' : 'publish.text')}
      action={t(plan === null ? 'publish.all' : 'publish.some', { percent: plan?.percent ?? 100 })}
      onClose={onClose}
      work={(reason) =>
        http.request('flows.publish', {
          params: { flow, version: String(version.version) },
          body: { hash: version.hash, reason, rollout: plan },
        })
      }
      onDone={() => {
        toasts.show('ok', t('publish.done', { version: version.version }));
        void queries.invalidateQueries();
        void navigate({ to: '/flows/$flow', params: { flow }, search: {} });
      }}
    >
      {!isFirst && (
        <label className={classes['check']}>
          <input type="checkbox" checked={plan !== null} onChange={(event) => setPlan(event.currentTarget.checked ? FIRST_PLAN : null)} />
          {t('publish.rollOut')}
        </label>
      )}
      {plan !== null && <RolloutFields plan={plan} onChange={setPlan} />}
    </ReasonedDialog>
  );
}
