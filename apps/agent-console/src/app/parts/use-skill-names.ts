import { useQuery } from '@tanstack/react-query';
import { useServices } from '../services.ts';
import { useTexts } from '../texts/use-texts.ts';

/** What the reader calls a skill; its own word until the names are there, and where nobody has named it. */
export function useSkillNames(): (skill: string) => string {
  const { language } = useTexts();
  const { http } = useServices();
  const { data } = useQuery({
    queryKey: ['skills'],
    queryFn: ({ signal }) => http.request('skills.list', { signal }),
    staleTime: 60_000,
  });
  return (skill) => data?.skills.find((each) => each.skill === skill)?.name[language] ?? skill;
}
