import { type AgentStatus, newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { matchingColleagues } from './colleagues.ts';

const colleague = (displayName: string, status: AgentStatus, ...skills: string[]) => ({
  staffId: newId('stf'),
  displayName,
  status,
  skills,
});
const names = (search: string) =>
  matchingColleagues(
    [colleague('Busy Bo', 'busy', 'wealth'), colleague('林静', 'idle', 'Wealth'), colleague('Away Ann', 'away', 'loan')],
    search,
  ).map(({ displayName }) => displayName);

describe('matchingColleagues', () => {
  it('puts those first who can be asked and keeps the rest in order', () => {
    expect(names('')).toEqual(['林静', 'Busy Bo', 'Away Ann']);
  });

  it('finds by name and by skill', () => {
    expect(names('静')).toEqual(['林静']);
    expect(names('WEALTH ')).toEqual(['林静', 'Busy Bo']);
    expect(names('nobody')).toEqual([]);
  });
});
