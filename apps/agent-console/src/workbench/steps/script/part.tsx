import { Tag } from '@guichet/ui';
import type { NodePartProps } from '../../flow/node-part.ts';
import { Missing } from '../../flow/kit/missing.tsx';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { LineList } from './line-list.tsx';
import { ScriptReader } from './script-reader.tsx';
import { ScriptStaffView } from '@guichet/workflow/views';

/** Lines read aloud one by one. The present one has a place of its own above the list, so that nothing moves it while it is read. */
export function Part({ step, act, busy, spoken }: NodePartProps) {
  const { t } = useFlowTexts();
  const view = ScriptStaffView.parse(step.view);
  const done = view.lines.filter(({ status }) => status === 'done').length;
  const left = view.lines.length - done;
  return (
    <>
      <ScriptReader view={view} act={act} busy={busy} spoken={spoken} mayRead={step.actions.includes('tick')} held={!step.mayAct} />
      {left > 0 && <Missing items={[t('script.left', { count: left })]} />}
      <LineList lines={view.lines} spoken={spoken} />
      {view.rereads > 0 && (
        <p>
          <Tag>{t('script.rereads', { count: view.rereads })}</Tag>
        </p>
      )}
    </>
  );
}
