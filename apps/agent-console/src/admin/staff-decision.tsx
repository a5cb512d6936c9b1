import { AppError, assertNever, type StaffMember } from '@guichet/protocol';
import { Button, Dialog, errorText } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import type { OneTimeSecret } from './secret-dialog.tsx';

export type StaffAction = 'reset' | 'disable' | 'enable';

interface StaffDecisionProps {
  readonly member: StaffMember | null;
  readonly action: StaffAction;
  readonly onClose: () => void;
  readonly onSecret: (secret: OneTimeSecret) => void;
}

const SUBMIT = { reset: 'staff.resetPassword', disable: 'staff.disable', enable: 'staff.enable' } as const;

/** A decision about somebody's access: what follows is said before it is made. */
export function StaffDecision({ member, action, onClose, onSecret }: StaffDecisionProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const name = member?.names['zh-CN'] ?? '';
  const decide = useMutation({
    mutationFn: async ({ staffId }: StaffMember): Promise<string | null> => {
      const asked = { params: { staffId }, body: {} };
      switch (action) {
        case 'reset':
          return (await http.request('team.resetPassword', asked)).oneTimePassword;
        case 'enable':
          return (await http.request('team.enable', asked)).oneTimePassword;
        case 'disable':
          await http.request('team.disable', asked);
          return null;
        default:
          return assertNever(action);
      }
    },
    onSuccess: (secret) => {
      if (secret === null) toasts.show('ok', t('staff.disabled', { name }));
      else onSecret({ title: t('staff.passwordTitle', { name }), text: t('staff.passwordText'), secret });
    },
    onError: (thrown) => toasts.show('danger', errorText(AppError.from(thrown), language)),
    onSettled: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['staff'] });
    },
  });
  return (
    <Dialog
      open={member !== null}
      onClose={onClose}
      title={t(`staff.${action}Title`, { name })}
      text={t(`staff.${action}Text`)}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind={action === 'enable' ? 'primary' : 'dangerSolid'}
            busy={decide.isPending}
            onClick={() => member !== null && decide.mutate(member)}
          >
            {t(SUBMIT[action])}
          </Button>
        </>
      }
    />
  );
}
