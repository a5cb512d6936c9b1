import { useServices } from '../../app/services.ts';
import { ReasonDialog } from '../../retention/reason-dialog.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

interface RollBackDialogProps {
  readonly flow: string;
  readonly version: number;
  readonly before: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RollBackDialog({ flow, version, before, onClose, onDone }: RollBackDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  return (
    <ReasonDialog
      danger
      title={t('rollBack.title', { before })}
      text={t('rollBack.text', { version, before })}
      action={t('strip.rollBack')}
      onClose={onClose}
      onSend={async (reason) => {
        await http.request('flows.rollBack', { params: { flow, version: String(version) }, body: { reason } });
        toasts.show('ok', t('rollBack.done', { before }));
        onDone();
      }}
    />
  );
}
