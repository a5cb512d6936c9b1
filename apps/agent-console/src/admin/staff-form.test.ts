import { newId, type StaffMember } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { draftOf, factsOf, matchingMembers, problemOf } from './staff-form.ts';

const member = (change: Partial<StaffMember> = {}): StaffMember => ({
  staffId: newId('stf'),
  staffNumber: '0837',
  names: { 'zh-CN': '林静', en: 'Lin Jing' },
  roles: ['agent'],
  skills: ['wealth'],
  language: 'zh-CN',
  active: true,
  demo: false,
  oneTimeUntil: null,
  status: 'offline',
  lastSeenAt: null,
  ...change,
});

describe('the form of a member of staff', () => {
  it('says what is missing, first things first', () => {
    const draft = { ...draftOf(null), nameZh: '林静' };
    const isNew = { isNew: true, isSelf: false };
    expect(problemOf(draft, isNew)).toBe('missingNumber');
    expect(problemOf({ ...draft, staffNumber: '08 37' }, isNew)).toBe('badNumber');
    expect(problemOf({ ...draft, staffNumber: '0837', nameZh: ' ' }, isNew)).toBe('missingName');
    expect(problemOf({ ...draft, staffNumber: '0837', roles: [] }, isNew)).toBe('missingRole');
    expect(problemOf({ ...draft, staffNumber: '0837' }, isNew)).toBeNull();
  });

  it('keeps administrators from giving up their own role', () => {
    expect(problemOf(draftOf(member()), { isNew: false, isSelf: true })).toBe('keepAdmin');
    expect(problemOf(draftOf(member({ roles: ['admin'] })), { isNew: false, isSelf: true })).toBeNull();
  });

  it('sends an empty English name as none', () => {
    expect(factsOf({ ...draftOf(member()), nameEn: '  ' }).names).toEqual({ 'zh-CN': '林静', en: null });
  });
});

it('members are found by any name or their number', () => {
  const all = [member(), member({ staffNumber: '0001', names: { 'zh-CN': '何瑞', en: null } })];
  for (const search of ['林', 'jing', '083', 'LIN 0837']) expect(matchingMembers(all, search)).toEqual([all[0]]);
  expect(matchingMembers(all, '')).toEqual(all);
  expect(matchingMembers(all, 'nobody')).toEqual([]);
});
