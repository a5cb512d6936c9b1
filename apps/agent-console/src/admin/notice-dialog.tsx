import { AppError, type Language, type NoticeTexts, type NoticeView, type ServiceTypeDetail } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, Skeleton, StateView } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const PARTS = ['title', 'summary', 'body'] as const;
const MOST = { title: 200, summary: 500, body: 8_000 } as const;

interface NoticeDialogProps {
  readonly service: ServiceTypeDetail;
  readonly onClose: () => void;
}

/** The text that customers of a service accept or refuse before anything is recorded. */
export function NoticeDialog({ service, onClose }: NoticeDialogProps) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const serviceTypeId = service.id;
  const notice = useQuery({
    queryKey: ['services', serviceTypeId, 'notice'],
    queryFn: ({ signal }) => http.request('services.notice', { params: { serviceTypeId }, signal }),
    staleTime: 0,
  });
  if (notice.data !== undefined && !notice.isFetching)
    return (
      <NoticeForm key={notice.dataUpdatedAt} service={service} own={notice.data.own} notices={notice.data.notices} onClose={onClose} />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('notice.title', { name: service.title[language] })}
      actions={<Button onClick={onClose}>{t('common.cancel')}</Button>}
    >
      {notice.error === null || notice.isFetching ? (
        <Skeleton rows={4} />
      ) : (
        <StateView kind="error" compact title={t('notice.loadFailed')} detail={errorText(notice.error, language)} />
      )}
    </Dialog>
  );
}

interface NoticeFormProps extends NoticeDialogProps {
  readonly own: boolean;
  readonly notices: readonly NoticeView[];
}

function NoticeForm({ service, own, notices, onClose }: NoticeFormProps) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const formId = useId();
  const [texts, setTexts] = useState<NoticeTexts>(() => textsOf(notices));
  const [asked, setAsked] = useState(false);
  const set = useMutation({
    mutationFn: (next: NoticeTexts | null) =>
      http.request('services.setNotice', { params: { serviceTypeId: service.id }, body: { texts: next } }),
    onSuccess: (_service, next) => {
      onClose();
      toasts.show('ok', t(next === null ? 'notice.removed' : 'notice.saved'));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['services'] }),
  });
  const isMissing = (part: keyof NoticeTexts, each: Language) => texts[part][each].trim() === '';
  const isSame = JSON.stringify(texts) === JSON.stringify(textsOf(notices));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (PARTS.some((part) => LANGUAGES.some((each) => isMissing(part, each)))) return;
    if (!isSame && !set.isPending) set.mutate(texts);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('notice.title', { name: service.title[language] })}
      text={t(own ? 'notice.own' : 'notice.shared', { version: notices[0]?.textVersion ?? '–' })}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {own && (
            <Button kind="danger" busy={set.isPending && set.variables === null} onClick={() => set.mutate(null)}>
              {t('notice.remove')}
            </Button>
          )}
          <Button
            kind="primary"
            type="submit"
            form={formId}
            busy={set.isPending && set.variables !== null}
            offReason={isSame ? t('notice.unchanged') : null}
          >
            {t('notice.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={classes['form']} onSubmit={submit} noValidate>
        <div className={classes['pair']}>
          {PARTS.flatMap((part) =>
            LANGUAGES.map((each) => (
              <Field
                key={`${part}-${each}`}
                label={t(`notice.${part}.${each}`)}
                error={asked && isMissing(part, each) ? t('notice.missing') : null}
              >
                {(control) => (
                  <textarea
                    {...control}
                    lang={each}
                    rows={part === 'body' ? 9 : 2}
                    maxLength={MOST[part]}
                    value={texts[part][each]}
                    onChange={(event) => setTexts({ ...texts, [part]: { ...texts[part], [each]: event.currentTarget.value } })}
                  />
                )}
              </Field>
            )),
          )}
        </div>
        {set.error !== null && (
          <p className={classes['outcome']} data-tone="danger" role="alert">
            {errorText(AppError.from(set.error), language)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function textsOf(notices: readonly NoticeView[]): NoticeTexts {
  const of = (part: keyof NoticeTexts) => {
    const read = (language: Language) => notices.find((notice) => notice.language === language)?.[part] ?? '';
    return { 'zh-CN': read('zh-CN'), en: read('en') };
  };
  return { title: of('title'), summary: of('summary'), body: of('body') };
}
