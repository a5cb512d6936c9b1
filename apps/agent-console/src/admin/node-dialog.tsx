import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import type { NodeRow } from './nodes-page.tsx';
import classes from './nodes-page.module.css';

interface NodeDialogProps {
  readonly node: NodeRow | null;
  readonly action: 'approve' | 'retire';
  readonly onClose: () => void;
}

/** Both are decisions of an administrator about a key: it is shown to be compared, and what follows is said. */
export function NodeDialog({ node, action, onClose }: NodeDialogProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const decide = useMutation({
    mutationFn: async (decided: NodeRow) => {
      const { nodeId } = decided;
      return action === 'approve'
        ? http.request('nodes.approve', { params: { nodeId }, body: {} })
        : http.request('nodes.retire', { params: { nodeId }, body: {} });
    },
    onSuccess: () => toasts.show('ok', t(action === 'approve' ? 'nodes.approved' : 'nodes.retired')),
    onError: (thrown) => toasts.show('danger', errorText(AppError.from(thrown), language)),
    onSettled: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['nodes'] });
    },
  });
  const rooms = node?.load?.rooms ?? 0;
  const text = action === 'approve' ? t('nodes.approveText') : rooms === 0 ? t('nodes.retireTextIdle') : t('nodes.retireText', { rooms });
  return (
    <Dialog
      open={node !== null}
      onClose={onClose}
      title={t(action === 'approve' ? 'nodes.approveTitle' : 'nodes.retireTitle')}
      text={text}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind={action === 'approve' ? 'primary' : 'dangerSolid'}
            busy={decide.isPending}
            onClick={() => node !== null && decide.mutate(node)}
          >
            {t(action === 'approve' ? 'nodes.approve' : 'nodes.retire')}
          </Button>
        </>
      }
    >
      <p className={classes['key']} aria-label={t('nodes.key')}>
        {node?.keyThumbprint}
      </p>
    </Dialog>
  );
}
