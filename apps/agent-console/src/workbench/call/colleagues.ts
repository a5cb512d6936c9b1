import type { ReplyOf, StaffRequests } from '@guichet/protocol';

export type ColleagueView = ReplyOf<StaffRequests['colleagues.list']>['colleagues'][number];

/** Who can be asked stands first; the search looks at names and skills, whatever the case. */
export function matchingColleagues(all: readonly ColleagueView[], search: string): ColleagueView[] {
  const wanted = search.trim().toLocaleLowerCase();
  return all
    .filter(({ displayName, skills }) => [displayName, ...skills].some((text) => text.toLocaleLowerCase().includes(wanted)))
    .toSorted((a, b) => Number(b.status === 'idle') - Number(a.status === 'idle'));
}
