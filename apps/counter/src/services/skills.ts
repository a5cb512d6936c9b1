import type { SkillView } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';

/** What people call skills; one that nobody has named is called by its own word. */
export async function nameSkills(reader: Tx | PrismaClient, skills: Iterable<string>): Promise<ReadonlyMap<string, SkillView>> {
  const wanted = [...new Set(skills)];
  const rows = await reader.skill.findMany({ where: { id: { in: wanted } } });
  const named = new Map(rows.map(({ id, nameZh, nameEn }) => [id, { 'zh-CN': nameZh, en: nameEn }]));
  return new Map(wanted.map((skill) => [skill, { skill, name: named.get(skill) ?? { 'zh-CN': skill, en: skill } }]));
}

/** Every skill that a service needs, somebody has or somebody named, in the order of their words. */
export async function allSkills(reader: Tx | PrismaClient): Promise<SkillView[]> {
  const [services, people, named] = await Promise.all([
    reader.serviceType.findMany({ where: { retiredAt: null }, select: { skill: true } }),
    reader.staff.findMany({ where: { active: true }, select: { skills: true } }),
    reader.skill.findMany({ select: { id: true } }),
  ]);
  const skills = [...services.map(({ skill }) => skill), ...people.flatMap((person) => person.skills), ...named.map(({ id }) => id)];
  return [...(await nameSkills(reader, skills)).values()].toSorted((one, other) => one.skill.localeCompare(other.skill));
}
