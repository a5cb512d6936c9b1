import { AppError, type CustomerSessionView, type Language, type ServiceChoice, type ServiceTypeId } from '@guichet/protocol';
import { errorText, formatOpeningHours, Skeleton, Button } from '@guichet/ui';
import { IconBuildingBank, IconChevronRight } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { request } from '../app/http.ts';
import { Page } from '../app/page.tsx';
import { BigNotice, ProblemScreen } from '../app/problem-screen.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './choose-service.module.css';

type Options = Awaited<ReturnType<typeof request<'entry.options'>>>;

/** Without a link: an anonymous customer chooses a service. */
export function ChooseService({ onEntered }: { readonly onEntered: (view: CustomerSessionView) => void }) {
  const { t, language } = useTexts();
  const { toasts } = useServices();
  const [options, setOptions] = useState<Options | AppError | null>(null);
  const [opening, setOpening] = useState<ServiceTypeId | null>(null);

  const load = useCallback(() => {
    setOptions(null);
    request('entry.options', undefined).then(setOptions, (thrown: unknown) => setOptions(AppError.from(thrown)));
  }, []);
  useEffect(load, [load]);

  const choose = async (serviceTypeId: ServiceTypeId) => {
    setOpening(serviceTypeId);
    try {
      onEntered(await request('entry.anonymous', { serviceTypeId, language }));
    } catch (thrown) {
      setOpening(null);
      toasts.show('danger', errorText(thrown, language));
    }
  };

  if (options instanceof AppError) return <ProblemScreen problem={{ kind: 'error', error: options }} onRetry={load} />;
  if (options === null)
    return (
      <Page bank={null}>
        <Skeleton rows={4} />
      </Page>
    );
  if (!options.anonymousAllowed || options.serviceTypes.length === 0) {
    return (
      <Page bank={options.bank} centred>
        <BigNotice Icon={IconBuildingBank} title={t('choose.none.title')} text={t('choose.none.text')} />
      </Page>
    );
  }
  return (
    <Page bank={options.bank}>
      <div className={classes['picture']} aria-hidden />
      <div>
        <h1>{t('choose.title')}</h1>
        <p className={classes['text']}>{t('choose.text')}</p>
      </div>
      <ul className={classes['list']}>
        {options.serviceTypes.map((type) => (
          <li key={type.id}>
            <ServiceButton
              type={type}
              language={language}
              minutes={t('choose.minutes', { minutes: type.expectedMinutes })}
              closed={type.open ? null : t('choose.closed', { hours: formatOpeningHours(type.hours, language) })}
              busy={opening === type.id}
              onChoose={() => void choose(type.id)}
            />
          </li>
        ))}
      </ul>
    </Page>
  );
}

interface ServiceButtonProps {
  readonly type: ServiceChoice;
  readonly language: Language;
  readonly minutes: string;
  /** When it opens, where it is closed now. */
  readonly closed: string | null;
  readonly busy: boolean;
  readonly onChoose: () => void;
}

function ServiceButton({ type, language, minutes, closed, busy, onChoose }: ServiceButtonProps) {
  return (
    <Button className={classes['service']} busy={busy} wide size="xl" offReason={closed} onClick={onChoose}>
      <span className={classes['words']}>
        <strong>{type.title[language]}</strong>
        <small>{closed ?? type.summary[language]}</small>
      </span>
      <span className={classes['minutes']}>{minutes}</span>
      <IconChevronRight size={20} stroke={1.6} aria-hidden />
    </Button>
  );
}
