import type { StaffMember } from '@guichet/protocol';
import { Button, Field, formatAge, formatDateTime, IconButton, StateView, Tag, useNow } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconArchive, IconCheck, IconDots, IconHourglass, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { Listing } from './listing.tsx';
import { type OneTimeSecret, SecretDialog } from './secret-dialog.tsx';
import { type StaffAction, StaffDecision } from './staff-decision.tsx';
import { StaffDialog } from './staff-dialog.tsx';
import { matchingMembers } from './staff-form.ts';
import { useSkillNames } from '../app/parts/use-skill-names.ts';

const REFRESH_MS = 15_000;

export function StaffPage() {
  const { t } = useTexts();
  useTitle(t('staff.title'));
  const { http } = useServices();
  const staff = useQuery({
    queryKey: ['staff'],
    queryFn: ({ signal }) => http.request('team.list', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState<StaffMember | 'new' | null>(null);
  const [deciding, setDeciding] = useState<{ member: StaffMember; action: StaffAction } | null>(null);
  const [secret, setSecret] = useState<OneTimeSecret | null>(null);

  return (
    <>
      <PageHeader title={t('staff.title')}>
        <Button kind="primary" icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={() => setEditing('new')}>
          {t('staff.add')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <div className={classes['bar']}>
          <p className={classes['lead']}>{t('staff.lead')}</p>
          <div className={classes['search']}>
            <Field label={t('staff.search')}>
              {(control) => <input {...control} type="search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />}
            </Field>
          </div>
        </div>
        <Listing query={staff} failed={{ title: t('staff.loadFailed'), detail: t('staff.loadFailedDetail') }}>
          {({ members }) => {
            if (members.length === 0) return <StateView kind="empty" title={t('staff.empty')} detail={t('staff.emptyDetail')} />;
            const shown = matchingMembers(members, search);
            if (shown.length === 0) return <StateView kind="empty" title={t('staff.noMatch')} />;
            return <StaffTable members={shown} onEdit={setEditing} onDecide={(member, action) => setDeciding({ member, action })} />;
          }}
        </Listing>
      </div>
      {editing !== null && (
        <StaffDialog member={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onSecret={setSecret} />
      )}
      <StaffDecision
        member={deciding?.member ?? null}
        action={deciding?.action ?? 'reset'}
        onClose={() => setDeciding(null)}
        onSecret={setSecret}
      />
      <SecretDialog shown={secret} onClose={() => setSecret(null)} />
    </>
  );
}

interface StaffTableProps {
  readonly members: readonly StaffMember[];
  readonly onEdit: (member: StaffMember) => void;
  readonly onDecide: (member: StaffMember, action: StaffAction) => void;
}

function StaffTable({ members, ...handlers }: StaffTableProps) {
  const { t } = useTexts();
  return (
    <div className={classes['table']} tabIndex={0} role="group" aria-label={t('staff.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('staff.col.name')}</th>
            <th scope="col">{t('staff.col.roles')}</th>
            <th scope="col">{t('staff.col.skills')}</th>
            <th scope="col">{t('staff.col.access')}</th>
            <th scope="col">{t('staff.col.seen')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('staff.col.action')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row key={member.staffId} member={member} {...handlers} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ member, onEdit, onDecide }: { readonly member: StaffMember } & Omit<StaffTableProps, 'members'>) {
  const { t } = useTexts();
  const { clock } = useServices();
  const me = useSignedIn();
  const [serverNow] = useState(() => () => clock.nowMs());
  const now = useNow(30_000, serverNow);
  const skillNames = useSkillNames();
  const { names, staffNumber, roles, skills, active, demo, lastSeenAt } = member;
  const isSelf = member.staffId === me?.staffId;
  return (
    <tr>
      <td data-label={t('staff.col.name')}>
        <span className={classes['two']}>
          <span>
            {names['zh-CN']}
            {names.en === null ? '' : ` · ${names.en}`}
          </span>
          <small>
            {t('account.number', { number: staffNumber })}
            {demo ? ` · ${t('staff.demo')}` : ''}
          </small>
        </span>
      </td>
      <td data-label={t('staff.col.roles')}>
        <span className={classes['tags']}>
          {roles.map((role) => (
            <Tag key={role}>{t(`role.${role}`)}</Tag>
          ))}
        </span>
      </td>
      <td data-label={t('staff.col.skills')}>
        <span>{skills.length === 0 ? '–' : skills.map(skillNames).join(' · ')}</span>
      </td>
      <td data-label={t('staff.col.access')}>
        <span>
          <Access member={member} now={now} />
        </span>
      </td>
      <td data-label={t('staff.col.seen')}>
        <span>{lastSeenAt === null ? t('time.never') : t('time.ago', { age: formatAge(now - lastSeenAt) })}</span>
      </td>
      <td>
        <span className={classes['actions']}>
          <Button size="sm" onClick={() => onEdit(member)} aria-label={t('staff.editTitle', { name: names['zh-CN'] })}>
            {t('staff.edit')}
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <IconButton
                size="sm"
                icon={<IconDots size={16} stroke={1.75} aria-hidden />}
                label={t('staff.more', { name: names['zh-CN'] })}
                offReason={isSelf ? t('staff.notYourself') : null}
              />
            </Menu.Target>
            {!isSelf && (
              <Menu.Dropdown>
                {active ? (
                  <>
                    <Menu.Item onClick={() => onDecide(member, 'reset')}>{t('staff.resetPassword')}</Menu.Item>
                    <Menu.Item color="red" onClick={() => onDecide(member, 'disable')}>
                      {t('staff.disable')}
                    </Menu.Item>
                  </>
                ) : (
                  <Menu.Item onClick={() => onDecide(member, 'enable')}>{t('staff.enable')}</Menu.Item>
                )}
              </Menu.Dropdown>
            )}
          </Menu>
        </span>
      </td>
    </tr>
  );
}

function Access({ member, now }: { readonly member: StaffMember; readonly now: number }) {
  const { t } = useTexts();
  const { active, oneTimeUntil } = member;
  if (!active)
    return (
      <Tag tone="neutral" icon={<IconArchive aria-hidden />}>
        {t('staff.access.disabled')}
      </Tag>
    );
  if (oneTimeUntil === null)
    return (
      <Tag tone="ok" icon={<IconCheck aria-hidden />}>
        {t('staff.access.active')}
      </Tag>
    );
  return (
    <Tag
      tone={oneTimeUntil > now ? 'warn' : 'danger'}
      icon={<IconHourglass aria-hidden />}
      title={t('staff.access.oneTimeUntil', { time: formatDateTime(oneTimeUntil) })}
    >
      {t(oneTimeUntil > now ? 'staff.access.oneTime' : 'staff.access.expired')}
    </Tag>
  );
}
