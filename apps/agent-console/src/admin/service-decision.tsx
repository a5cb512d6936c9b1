import { AppError, type ServiceTypeDetail } from '@guichet/protocol';
import { Button, Dialog, errorText } from '@guichet/ui';
import { useMutation } from '@tanstack/react-query';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';

interface ServiceDecisionProps {
  readonly service: ServiceTypeDetail | null;
  readonly onClose: () => void;
}

/** To retire a service, or to offer a retired one again: what follows is said before. */
export function ServiceDecision({ service, onClose }: ServiceDecisionProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const name = service?.title[language] ?? '';
  const action = service?.retiredAt == null ? 'retire' : 'restore';
  const decide = useMutation({
    mutationFn: ({ id: serviceTypeId }: ServiceTypeDetail) =>
      http.request(action === 'retire' ? 'services.retire' : 'services.restore', { params: { serviceTypeId }, body: {} }),
    onSuccess: ({ retiredAt }) => toasts.show('ok', t(retiredAt === null ? 'services.restored' : 'services.retiredDone', { name })),
    onError: (thrown) => toasts.show('danger', errorText(AppError.from(thrown), language)),
    onSettled: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['services'] });
    },
  });
  return (
    <Dialog
      open={service !== null}
      onClose={onClose}
      title={t(`services.${action}Title`, { name })}
      text={t(`services.${action}Text`)}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind={action === 'restore' ? 'primary' : 'dangerSolid'}
            busy={decide.isPending}
            onClick={() => service !== null && decide.mutate(service)}
          >
            {t(`services.${action}`)}
          </Button>
        </>
      }
    />
  );
}
