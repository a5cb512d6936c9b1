import { errorText } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Listing } from '../../admin/listing.tsx';
import { Panel } from '../../app/parts/panel.tsx';
import type { HttpReply } from '../../app/http-client.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import classes from '../review-work.module.css';

type Member = HttpReply<'reviewTeams.list'>['members'][number];

/** Who belongs to which team: a word that those of one team share. */
export function TeamsPanel() {
  const { t } = useTexts();
  const { http } = useServices();
  const listId = useId();
  const teams = useQuery({ queryKey: ['review-teams'], queryFn: ({ signal }) => http.request('reviewTeams.list', { signal }) });
  return (
    <Panel title={t('teams.title')}>
      <p className={classes['panelBody']}>{t('teams.lead')}</p>
      <Listing query={teams} failed={{ title: t('teams.loadFailed'), detail: t('teams.loadFailedDetail') }}>
        {({ members }) => (
          <>
            <datalist id={listId}>
              {[...new Set(members.flatMap(({ team }) => team ?? []))].toSorted().map((team) => (
                <option key={team} value={team} />
              ))}
            </datalist>
            <ListTable look="text" inPanel columns={[{ text: t('teams.col.name') }, { text: t('teams.col.team') }]}>
              {members.map((member) => (
                <tr key={`${member.staffId} ${member.team ?? ''}`}>
                  <ListCell label={t('teams.col.name')}>{member.name}</ListCell>
                  <ListCell label={t('teams.col.team')}>
                    <TeamField member={member} listId={listId} />
                  </ListCell>
                </tr>
              ))}
            </ListTable>
          </>
        )}
      </Listing>
    </Panel>
  );
}

/** Kept when it is left or when Enter is pressed. */
function TeamField({ member: { staffId, name, team }, listId }: { readonly member: Member; readonly listId: string }) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const [written, setWritten] = useState(team ?? '');
  const save = useMutation({
    mutationFn: (next: string | null) => http.request('reviewTeams.assign', { params: { staffId }, body: { team: next } }),
    onSuccess: () => toasts.show('ok', t('teams.saved', { name })),
    onError: (error) => {
      setWritten(team ?? '');
      toasts.show('danger', errorText(error, language));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['review-teams'] }),
  });
  const keep = (): void => {
    const next = written.trim() === '' ? null : written.trim();
    if (next !== team && !save.isPending) save.mutate(next);
  };
  return (
    <input
      className={classes['short']}
      list={listId}
      maxLength={60}
      value={written}
      placeholder={t('teams.none')}
      aria-label={t('teams.of', { name })}
      onChange={(event) => setWritten(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === 'Enter' && keep()}
    />
  );
}
