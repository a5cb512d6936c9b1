import type { Language, ReplyOf, StaffRequests } from '@guichet/protocol';

export type ColleagueView = ReplyOf<StaffRequests['colleagues.list']>['colleagues'][number];

/** Who can be asked stands first; the search looks at names and at skills as the reader calls them, whatever the case. */
export function matchingColleagues(all: readonly ColleagueView[], search: string, language: Language): ColleagueView[] {
  const wanted = search.trim().toLocaleLowerCase();
  return all
    .filter(({ displayName, skills }) =>
      [displayName, ...skills.map(({ name }) => name[language])].some((text) => text.toLocaleLowerCase().includes(wanted)),
    )
    .toSorted((a, b) => Number(b.status === 'idle') - Number(a.status === 'idle'));
}
