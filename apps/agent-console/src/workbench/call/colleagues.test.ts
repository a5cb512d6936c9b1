import { type AgentStatus, type Language, type LocalText, newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { matchingColleagues } from './colleagues.ts';

const NAMES: Readonly<Record<string, LocalText>> = { wealth: { 'zh-CN': '理财', en: 'Wealth' } };
const colleague = (displayName: string, status: AgentStatus, ...skills: string[]) => ({
  staffId: newId('stf'),
  displayName,
  status,
  skills: skills.map((skill) => ({ skill, name: NAMES[skill] ?? { 'zh-CN': skill, en: skill } })),
});
const names = (search: string, language: Language = 'en') =>
  matchingColleagues(
    [colleague('Busy Bo', 'busy', 'wealth'), colleague('林静', 'idle', 'wealth'), colleague('Away Ann', 'away', 'loan')],
    search,
    language,
  ).map(({ displayName }) => displayName);

describe('matchingColleagues', () => {
  it('puts those first who can be asked and keeps the rest in order', () => {
    expect(names('')).toEqual(['林静', 'Busy Bo', 'Away Ann']);
  });

  it('finds by name and by skill, as the reader calls it', () => {
    expect(names('静')).toEqual(['林静']);
    expect(names('WEALTH ')).toEqual(['林静', 'Busy Bo']);
    expect(names('财', 'zh-CN')).toEqual(['林静', 'Busy Bo']);
    expect(names('财')).toEqual([]);
    expect(names('nobody')).toEqual([]);
  });
});
