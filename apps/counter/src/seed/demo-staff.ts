import type { StaffRole } from '@guichet/protocol';
import { Skill } from './demo-bank.ts';

interface DemoPerson {
  readonly staffNumber: string;
  readonly displayName: string;
  readonly displayNameEn: string;
  readonly roles: readonly StaffRole[];
  readonly skills: readonly Skill[];
}

/** People of the demo bank; all of them invented. They sign in from this machine only. */
export const DEMO_STAFF: readonly DemoPerson[] = [
  {
    staffNumber: '0837',
    displayName: '林静',
    displayNameEn: 'Lin Jing',
    roles: ['agent'],
    skills: [Skill.wealth, Skill.account, Skill.insurance],
  },
  {
    staffNumber: '0842',
    displayName: '周航',
    displayNameEn: 'Zhou Hang',
    roles: ['agent'],
    skills: [Skill.wealth, Skill.account, Skill.insurance],
  },
  { staffNumber: '0601', displayName: '陈卫', displayNameEn: 'Chen Wei', roles: ['supervisor'], skills: [] },
  { staffNumber: '0718', displayName: '孙敏', displayNameEn: 'Sun Min', roles: ['reviewer'], skills: [] },
  { staffNumber: '0726', displayName: '胡倩', displayNameEn: 'Hu Qian', roles: ['reviewer'], skills: [] },
  { staffNumber: '0733', displayName: '罗平', displayNameEn: 'Luo Ping', roles: ['reviewer'], skills: [] },
  { staffNumber: '0655', displayName: '李强', displayNameEn: 'Li Qiang', roles: ['designer'], skills: [] },
  { staffNumber: '0001', displayName: '何瑞', displayNameEn: 'He Rui', roles: ['admin'], skills: [] },
];
