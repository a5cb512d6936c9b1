import { useServices } from '../../app/services.ts';
import { ReasonDialog } from '../../retention/reason-dialog.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

interface RetireDialogProps {
  readonly flow: string;
  readonly version: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Takes a version out of force for good. */
export function RetireDialog({ flow, version, onClose, onDone }: RetireDialogProps) {
  const { t } = useDesignerTexts();
  const { http, toasts } = useServices();
  return (
    <ReasonDialog
      danger
      title={t('retire.title', { version })}
      text={t('retire.text')}
      action={t('strip.retire')}
      onClose={onClose}
      onSend={async (reason) => {
        await http.request('flows.retire', { params: { flow, version: String(version) }, body: { reason } });
        toasts.show('ok', t('retire.done', { version }));
        onDone();
      }}
    />
  );
}
