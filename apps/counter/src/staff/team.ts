import {
  AgentStatus,
  AppError,
  Language,
  newId,
  type Routes,
  type StaffFacts,
  StaffId,
  type StaffMember,
  StaffRole,
} from '@guichet/protocol';
import type { z } from 'zod';
import type { AuditAction, AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/database-errors.ts';
import type { Staff } from '../database/generated/client.ts';
import { lockOneStaff, setStatus } from '../queue/staff-row.ts';
import type { Core } from '../sessions/core.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { Passwords } from './passwords.ts';
import { newReadablePassword } from './readable-password.ts';
import type { StaffLogins } from './staff-logins.ts';

/** How long a password that was handed out lets somebody in: over a weekend, and no longer than it is remembered where it was written down. */
export const ONE_TIME_PASSWORD_MS = 72 * 3_600_000;

type NewMember = z.infer<Routes['team.create']['body']>;
type WithPassword = z.infer<Routes['team.create']['reply']>;

interface TeamOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly passwords: Passwords;
  readonly throttle: LoginThrottle;
  readonly logins: StaffLogins;
}

/** Who works here, as administrators decide it. Whoever decides is checked again in the transaction that changes something. */
export class Team {
  readonly #options: TeamOptions;

  constructor(options: TeamOptions) {
    this.#options = options;
  }

  async list(): Promise<StaffMember[]> {
    const rows = await this.#options.core.database.read((prisma) =>
      prisma.staff.findMany({ orderBy: [{ active: 'desc' }, { staffNumber: 'asc' }] }),
    );
    return rows.map(toMember);
  }

  /** Throws `staff_number_taken`: numbers of those who left are not given to others, records name them. */
  async create(by: StaffId, { staffNumber, ...facts }: NewMember): Promise<WithPassword> {
    const oneTime = await this.#oneTimePassword();
    const staffId = newId('stf');
    try {
      const row = await this.#change(by, staffId, 'staff.created', async (tx) => {
        // `a1` and `A1` look like one number to whoever reads a record.
        const [taken] = await tx.$queryRaw<unknown[]>`select 1 from "Staff" where lower("staffNumber") = lower(${staffNumber}) limit 1`;
        if (taken !== undefined) throw new AppError('staff_number_taken');
        return tx.staff.create({ data: { id: staffId, staffNumber, ...columnsOf(facts), ...oneTime.columns } });
      });
      return { member: toMember(row), oneTimePassword: oneTime.password };
    } catch (error) {
      throw isUniqueViolation(error) ? new AppError('staff_number_taken', { cause: error }) : error;
    }
  }

  /** Throws `not_found`, `wrong_state` for taking one's own administrator's role. */
  async edit(by: StaffId, staffId: StaffId, facts: StaffFacts): Promise<StaffMember> {
    if (by === staffId && !facts.roles.includes('admin')) throw new AppError('wrong_state');
    const { core } = this.#options;
    const row = await this.#change(by, staffId, 'staff.edited', async (tx) => {
      const staff = await lockOneStaff(tx, staffId);
      const isFree = staff.status === 'idle' || staff.status === 'away';
      // Whoever is no agent any more is rung no more; a call that they are in is theirs to end.
      if (!facts.roles.includes('agent') && isFree) await setStatus(core, tx, staffId, { status: 'offline', nextStatus: null });
      else await setStatus(core, tx, staffId, { status: staff.status, since: staff.statusSince });
      return tx.staff.update({ where: { id: staffId }, data: columnsOf(facts) });
    });
    return toMember(row);
  }

  /** Throws `not_found`, `wrong_state` for oneself. A call that they are in goes on without them. */
  async disable(by: StaffId, staffId: StaffId): Promise<StaffMember> {
    if (by === staffId) throw new AppError('wrong_state');
    const row = await this.#change(by, staffId, 'staff.disabled', async (tx) => {
      await lockOneStaff(tx, staffId);
      await this.#options.logins.endAll(tx, staffId);
      return tx.staff.update({ where: { id: staffId }, data: { active: false } });
    });
    return toMember(row);
  }

  /** Back with a new password, so that an old one that somebody else knows is worth nothing. Throws `not_found`. */
  async enable(by: StaffId, staffId: StaffId): Promise<WithPassword> {
    return this.#handOut(by, staffId, 'staff.enabled', { active: true });
  }

  /** Throws `not_found`, `wrong_state` for somebody who was disabled. */
  async resetPassword(by: StaffId, staffId: StaffId): Promise<WithPassword> {
    return this.#handOut(by, staffId, 'staff.password_reset', {});
  }

  async #handOut(by: StaffId, staffId: StaffId, action: AuditAction, more: { active?: true }): Promise<WithPassword> {
    const oneTime = await this.#oneTimePassword();
    const row = await this.#change(by, staffId, action, async (tx) => {
      const staff = await lockOneStaff(tx, staffId);
      if (!staff.active && more.active === undefined) throw new AppError('wrong_state');
      await this.#options.logins.endAll(tx, staffId);
      return tx.staff.update({ where: { id: staffId }, data: { ...oneTime.columns, ...more } });
    });
    // Somebody who forgot their password has usually locked themselves out as well.
    await this.#options.throttle.clear(row.staffNumber);
    return { member: toMember(row), oneTimePassword: oneTime.password };
  }

  async #change(by: StaffId, staffId: StaffId, action: AuditAction, work: (tx: Tx) => Promise<Staff>): Promise<Staff> {
    const { core, audit } = this.#options;
    return core.database.transaction(async (tx) => {
      await requireAdmin(tx, by);
      const row = await work(tx);
      await audit.record(tx, { action, staffId: by, object: staffId, detail: { roles: row.roles.join(' ') } });
      return row;
    });
  }

  async #oneTimePassword() {
    const { core, passwords } = this.#options;
    const password = newReadablePassword();
    const oneTimeUntil = new Date(core.clock() + ONE_TIME_PASSWORD_MS);
    return { password, columns: { passwordHash: await passwords.hash(password), oneTimeUntil } };
  }
}

/**
 * Two administrators who disable each other at the same moment must not leave a bank without one: their rows are locked in one order, and
 * the second finds that they are no administrator any more.
 */
async function requireAdmin(tx: Tx, staffId: StaffId): Promise<void> {
  const admins = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "Staff" where "active" and 'admin' = any("roles") order by "id" for update`;
  if (!admins.some(({ id }) => id === staffId)) throw new AppError('forbidden');
}

const columnsOf = ({ names, roles, skills, language }: StaffFacts) => ({
  displayName: names['zh-CN'],
  displayNameEn: names.en,
  roles: [...new Set(roles)],
  skills: [...new Set(skills)],
  language,
});

function toMember(row: Staff): StaffMember {
  return {
    staffId: StaffId.parse(row.id),
    staffNumber: row.staffNumber,
    names: { 'zh-CN': row.displayName, en: row.displayNameEn },
    roles: row.roles.map((role) => StaffRole.parse(role)),
    skills: [...row.skills],
    language: Language.parse(row.language),
    active: row.active,
    demo: row.demo,
    oneTimeUntil: row.oneTimeUntil?.getTime() ?? null,
    status: AgentStatus.parse(row.status),
    lastSeenAt: row.pageSeenAt?.getTime() ?? null,
  };
}
