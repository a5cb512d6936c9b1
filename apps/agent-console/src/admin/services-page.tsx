import type { ServiceTypeDetail, SkillView } from '@guichet/protocol';
import { Button, formatOpeningHours, IconButton, StateView, Tag } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconArchive, IconCheck, IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { Listing } from './listing.tsx';
import { NoticeDialog } from './notice-dialog.tsx';
import { ServiceDecision } from './service-decision.tsx';
import { ServiceDialog } from './service-dialog.tsx';
import { SkillDialog } from './skill-dialog.tsx';

const REFRESH_MS = 15_000;

/** What is open over the page. */
type Open =
  | { readonly kind: 'edit'; readonly service: ServiceTypeDetail | null }
  | { readonly kind: 'notice'; readonly service: ServiceTypeDetail }
  | { readonly kind: 'decide'; readonly service: ServiceTypeDetail }
  | { readonly kind: 'skill'; readonly skill: SkillView | null };

export function ServicesPage() {
  const { t } = useTexts();
  useTitle(t('services.title'));
  const { http } = useServices();
  const services = useQuery({
    queryKey: ['services'],
    queryFn: ({ signal }) => http.request('services.list', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const { serviceTypes = [], skills = [] } = services.data ?? {};
  return (
    <>
      <PageHeader title={t('services.title')}>
        <Button
          kind="primary"
          icon={<IconPlus size={16} stroke={1.75} aria-hidden />}
          onClick={() => setOpen({ kind: 'edit', service: null })}
        >
          {t('services.add')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('services.lead')}</p>
        <Listing query={services} failed={{ title: t('services.loadFailed'), detail: t('services.loadFailedDetail') }}>
          {() => (
            <>
              {serviceTypes.length === 0 ? (
                <StateView kind="empty" title={t('services.empty')} detail={t('services.emptyDetail')} />
              ) : (
                <ServiceTable serviceTypes={serviceTypes} skills={skills} onOpen={setOpen} />
              )}
              <Skills skills={skills} onOpen={setOpen} />
            </>
          )}
        </Listing>
      </div>
      {open?.kind === 'edit' && (
        <ServiceDialog
          service={open.service}
          skills={skills}
          nextPosition={Math.min(999, Math.max(-1, ...serviceTypes.map(({ position }) => position)) + 1)}
          onClose={close}
        />
      )}
      {open?.kind === 'notice' && <NoticeDialog service={open.service} onClose={close} />}
      {open?.kind === 'skill' && <SkillDialog skill={open.skill} onClose={close} />}
      <ServiceDecision service={open?.kind === 'decide' ? open.service : null} onClose={close} />
    </>
  );
}

interface ServiceTableProps {
  readonly serviceTypes: readonly ServiceTypeDetail[];
  readonly skills: readonly SkillView[];
  readonly onOpen: (open: Open) => void;
}

function ServiceTable({ serviceTypes, skills, onOpen }: ServiceTableProps) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const flows = useQuery({ queryKey: ['flows'], queryFn: ({ signal }) => http.request('flows.list', { signal }) });
  const flowTitle = (key: string | null) =>
    flows.data?.flows.find((flow) => flow.key === key)?.versions.find(({ inForce }) => inForce)?.title[language] ?? key ?? '–';
  return (
    <div className={classes['table']} tabIndex={0} role="group" aria-label={t('services.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('services.col.service')}</th>
            <th scope="col">{t('services.col.runs')}</th>
            <th scope="col">{t('services.col.hours')}</th>
            <th scope="col">{t('services.col.entry')}</th>
            <th scope="col">{t('services.col.status')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('services.col.action')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {serviceTypes.map((service) => (
            <Row
              key={service.id}
              service={service}
              skillName={skills.find(({ skill }) => skill === service.skill)?.name[language] ?? service.skill}
              flowTitle={flowTitle(service.flow)}
              onOpen={onOpen}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly service: ServiceTypeDetail;
  readonly skillName: string;
  readonly flowTitle: string;
  readonly onOpen: (open: Open) => void;
}

function Row({ service, skillName, flowTitle, onOpen }: RowProps) {
  const { t, language } = useTexts();
  const { title, ticketPrefix, expectedMinutes, hours, anonymous, ownNotice, retiredAt } = service;
  const name = title[language];
  return (
    <tr>
      <td data-label={t('services.col.service')}>
        <span className={classes['two']}>
          <span>{name}</span>
          <small>{t('services.numbers', { prefix: ticketPrefix, minutes: expectedMinutes })}</small>
        </span>
      </td>
      <td data-label={t('services.col.runs')}>
        <span className={classes['two']}>
          <span>{flowTitle}</span>
          <small>{skillName}</small>
        </span>
      </td>
      <td data-label={t('services.col.hours')}>
        <span>{hours.length === 0 ? t('services.always') : formatOpeningHours(hours, language)}</span>
      </td>
      <td data-label={t('services.col.entry')}>
        <span>{t(anonymous ? 'services.entry.anybody' : 'services.entry.byLink')}</span>
      </td>
      <td data-label={t('services.col.status')}>
        <span className={classes['tags']}>
          <Tag
            tone={retiredAt === null ? 'ok' : 'neutral'}
            icon={retiredAt === null ? <IconCheck aria-hidden /> : <IconArchive aria-hidden />}
          >
            {t(retiredAt === null ? 'services.offered' : 'services.retired')}
          </Tag>
          {ownNotice && <Tag>{t('services.ownNotice')}</Tag>}
        </span>
      </td>
      <td>
        <span className={classes['actions']}>
          <Button size="sm" onClick={() => onOpen({ kind: 'edit', service })} aria-label={t('services.editTitle', { name })}>
            {t('services.edit')}
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <IconButton size="sm" icon={<IconDots size={16} stroke={1.75} aria-hidden />} label={t('staff.more', { name })} />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onOpen({ kind: 'notice', service })}>{t('services.notice')}</Menu.Item>
              <Menu.Item {...(retiredAt === null ? { color: 'red' } : {})} onClick={() => onOpen({ kind: 'decide', service })}>
                {t(retiredAt === null ? 'services.retire' : 'services.restore')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </td>
    </tr>
  );
}

function Skills({ skills, onOpen }: { readonly skills: readonly SkillView[]; readonly onOpen: (open: Open) => void }) {
  const { t } = useTexts();
  return (
    <section className={classes['skills']} aria-label={t('skills.title')}>
      <div className={classes['bar']}>
        <div>
          <h2>{t('skills.title')}</h2>
          <p className={classes['lead']}>{t('skills.lead')}</p>
        </div>
        <Button icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={() => onOpen({ kind: 'skill', skill: null })}>
          {t('skills.add')}
        </Button>
      </div>
      <ul>
        {skills.map((each) => (
          <li key={each.skill}>
            <button type="button" onClick={() => onOpen({ kind: 'skill', skill: each })}>
              <span>
                {each.name['zh-CN']} · {each.name.en}
              </span>
              <small>{each.skill}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
