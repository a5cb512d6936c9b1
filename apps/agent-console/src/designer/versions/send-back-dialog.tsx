import { useServices } from '../../app/services.ts';
import { ReasonDialog } from '../../retention/reason-dialog.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

interface SendBackDialogProps {
  readonly flow: string;
  readonly version: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function SendBackDialog({ flow, version, onClose, onDone }: SendBackDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  return (
    <ReasonDialog
      title={t('sendBack.title', { version })}
      text={t('sendBack.text')}
      action={t('review.sendBack')}
      onClose={onClose}
      onSend={async (reason) => {
        await http.request('flows.sendBack', { params: { flow, version: String(version) }, body: { reason } });
        toasts.show('ok', t('sendBack.done'));
        onDone();
      }}
    />
  );
}
