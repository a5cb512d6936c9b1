import {
  AgentStatus,
  AppError,
  type Colleague,
  type CustomerFact,
  type DeskView,
  Language,
  type OfferView,
  type SessionId,
  type StaffId,
  type TransferView,
  type WorkbenchView,
} from '@guichet/protocol';
import type { z } from 'zod';
import type { PrismaClient, ServiceType, Transfer } from '../../database/generated/client.ts';
import { TRANSFER_NOTE_VALUE } from '../../calls/transfers.ts';
import type { Core } from '../core.ts';
import { readGuestNames } from '../../guests/guest-names.ts';
import { readInvited } from '../../guests/invited-guests.ts';
import { readWarningViews } from '../../live-checks/warning-views.ts';
import { readBank } from '../bank.ts';
import { CUSTOMER_PREFIX } from '../session-opening.ts';
import { toSessionRow } from '../session-row.ts';
import { nameSkills } from '../../services/skills.ts';
import { nameIn, staffView } from '../../staff/staff-view.ts';
import { readLogExcerpt } from './log-excerpt.ts';
import { maskFact } from './masking.ts';
import { queuesFor } from './queue-views.ts';
import { latestRecording, maskedCustomerName, readChat, toCallView, toRecordingView, toServiceTypeView } from './view-parts.ts';
import { nextRevision } from './view-revision.ts';

const MAX_COLLEAGUES = 500;
const OPEN_TRANSFER = { in: ['requested', 'accepted'] };

export interface DeskReading {
  readonly view: DeskView;
  /** Sessions that the view shows something of: when one of them changes, so does the view. */
  readonly sessionIds: readonly SessionId[];
}

/** All that a staff member's page needs; throws `unauthenticated` for somebody who is no longer there. */
export async function readDesk(core: Core, staffId: StaffId): Promise<DeskReading> {
  return core.database.read(async (prisma) => {
    const revision = await nextRevision(prisma);
    const staff = await prisma.staff.findUnique({ where: { id: staffId } });
    if (staff === null) throw new AppError('unauthenticated');
    const me = staffView(staff);
    const [queue, servedToday, offer, incomingTransfer, workbench] = await Promise.all([
      core.queue.read(),
      countServedToday(core, prisma, staffId),
      readOffer(core, prisma, staffId),
      readIncomingTransfer(core, prisma, staffId, me.language),
      readWorkbench(core, prisma, staffId, me.language),
    ]);
    const view: DeskView = {
      revision,
      me,
      status: AgentStatus.parse(staff.status),
      nextStatus: AgentStatus.nullable().parse(staff.nextStatus),
      servedToday,
      queues: queuesFor(queue, me),
      offer,
      incomingTransfer,
      workbench,
    };
    return { view, sessionIds: [offer, incomingTransfer, workbench].flatMap((part) => (part === null ? [] : [part.sessionId])) };
  });
}

/** Everybody who is signed in as an agent, but for the asker. */
export async function readColleagues(core: Core, staffId: StaffId): Promise<z.infer<typeof Colleague>[]> {
  return core.database.read(async (prisma) => {
    const reader = await prisma.staff.findUnique({ where: { id: staffId }, select: { language: true } });
    const rows = await prisma.staff.findMany({
      where: { id: { not: staffId }, active: true, roles: { has: 'agent' }, status: { not: 'offline' } },
      orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
      take: MAX_COLLEAGUES,
    });
    const language = Language.catch('zh-CN').parse(reader?.language);
    const names = await nameSkills(
      prisma,
      rows.flatMap(({ skills }) => skills),
    );
    return rows.map((row) => ({
      staffId: row.id as StaffId,
      displayName: nameIn(language, row),
      status: AgentStatus.parse(row.status),
      skills: row.skills.flatMap((skill) => names.get(skill) ?? []),
    }));
  });
}

async function countServedToday(core: Core, prisma: PrismaClient, staffId: StaffId): Promise<number> {
  const { timeZone } = await readBank(prisma);
  const now = new Date(core.clock());
  const [row] = await prisma.$queryRaw<{ served: bigint }[]>`
    select count(*) as served from "Session"
    where "agentId" = ${staffId} and "status" = 'ended'
      and "endedAt" >= date_trunc('day', ${now}::timestamptz at time zone ${timeZone}) at time zone ${timeZone}`;
  return Number(row?.served ?? 0);
}

async function readOffer(core: Core, prisma: PrismaClient, staffId: StaffId): Promise<OfferView | null> {
  const offer = await prisma.offer.findFirst({
    where: { staffId, status: 'ringing' },
    orderBy: { ringsUntil: 'desc' },
    include: { ticket: true, session: { include: { serviceType: true } } },
  });
  if (offer === null) return null;
  const session = toSessionRow(offer.session);
  return {
    offerId: offer.id as OfferView['offerId'],
    sessionId: session.id,
    ticketNumber: offer.ticket.number,
    serviceType: toServiceTypeView(offer.session.serviceType),
    waitedMs: Math.max(0, core.clock() - offer.ticket.issuedAt.getTime()),
    language: session.language,
    customerName: await maskedCustomerName(core, prisma, session.id),
    ringsUntil: offer.ringsUntil.getTime(),
  };
}

async function readIncomingTransfer(core: Core, prisma: PrismaClient, staffId: StaffId, language: Language): Promise<TransferView | null> {
  const transfer = await prisma.transfer.findFirst({
    where: { toStaffId: staffId, status: 'requested' },
    orderBy: { createdAt: 'desc' },
    include: { session: { include: { serviceType: true } } },
  });
  return transfer === null ? null : toTransferView(core, prisma, transfer, transfer.session.serviceType, language);
}

async function toTransferView(
  core: Core,
  prisma: PrismaClient,
  transfer: Transfer,
  serviceType: ServiceType,
  language: Language,
): Promise<TransferView> {
  const sessionId = transfer.sessionId as SessionId;
  const people = await prisma.staff.findMany({
    where: { id: { in: [transfer.fromStaffId, transfer.toStaffId] } },
    select: { id: true, displayName: true, displayNameEn: true },
  });
  const person = (id: string) => {
    const found = people.find((candidate) => candidate.id === id);
    return { staffId: id as StaffId, displayName: found === undefined ? '' : nameIn(language, found) };
  };
  const notes = transfer.noteCommitment === null ? null : await core.vault.revealAll(prisma, sessionId, [TRANSFER_NOTE_VALUE]);
  const note = notes?.get(transfer.noteCommitment ?? '')?.value;
  return {
    transferId: transfer.id as TransferView['transferId'],
    sessionId,
    from: person(transfer.fromStaffId),
    to: person(transfer.toStaffId),
    status: transfer.status === 'accepted' ? 'accepted' : 'requested',
    serviceType: toServiceTypeView(serviceType),
    note: typeof note === 'string' ? note : null,
  };
}

/** The session an agent serves, or helps to take over; else the latest one of which they still owe the notes. */
async function workbenchSession(prisma: PrismaClient, staffId: StaffId): Promise<SessionId | null> {
  const admitted = { some: { status: 'live', participants: { some: { staffId, dismissedAt: null } } } };
  const serving = await prisma.session.findFirst({
    where: { status: 'in_call', OR: [{ agentId: staffId }, { calls: admitted }] },
    select: { id: true },
  });
  const found =
    serving ??
    (await prisma.session.findFirst({ where: { agentId: staffId, wrapUpDue: true }, orderBy: { endedAt: 'desc' }, select: { id: true } }));
  return found === null ? null : (found.id as SessionId);
}

async function readWorkbench(core: Core, prisma: PrismaClient, staffId: StaffId, language: Language): Promise<WorkbenchView | null> {
  const sessionId = await workbenchSession(prisma, staffId);
  if (sessionId === null) return null;
  const found = await prisma.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: {
      serviceType: true,
      calls: { where: { status: 'live' }, orderBy: { startedAt: 'desc' }, take: 1, include: { participants: true } },
      transfers: { where: { status: OPEN_TRANSFER }, orderBy: { createdAt: 'desc' }, take: 1 },
    },
  });
  const session = toSessionRow(found);
  const [call] = found.calls;
  const [transfer] = found.transfers;
  const customerName = await maskedCustomerName(core, prisma, sessionId);
  const guests = await readGuestNames(core, prisma, sessionId, language);
  const [facts, recording, chat, warnings, log] = await Promise.all([
    readFacts(core, prisma, sessionId),
    latestRecording(prisma, sessionId),
    readChat(core, prisma, sessionId, guests),
    readWarningViews(prisma, sessionId, call),
    readLogExcerpt(prisma, sessionId),
  ]);
  return {
    sessionId,
    number: session.number,
    status: session.status,
    serviceType: toServiceTypeView(found.serviceType),
    language: session.language,
    customer: { displayName: customerName, facts },
    check: session.checkVerdict === null ? null : { verdict: session.checkVerdict },
    call: call === undefined ? null : await toCallView(prisma, call, { language, customer: customerName, guests }),
    recording: recording === null ? null : toRecordingView(recording),
    transfer: transfer === undefined ? null : await toTransferView(core, prisma, transfer, found.serviceType, language),
    chat,
    warnings,
    log,
    guests: await readInvited(core, prisma, sessionId, call?.participants ?? []),
    wrapUpSaved: session.status === 'ended' && !session.wrapUpDue,
    flow: await core.flows.view(prisma, session, 'agent'),
  };
}

/** What the bank told of its customer, masked. */
async function readFacts(core: Core, prisma: PrismaClient, sessionId: SessionId): Promise<z.infer<typeof CustomerFact>[]> {
  const names = ['name', 'phone', 'customerNumber', 'idNumber', 'birthDate', 'riskLevel'].map((name) => CUSTOMER_PREFIX + name);
  const values = [...(await core.vault.revealAll(prisma, sessionId, names)).values()];
  return values
    .toSorted((one, other) => names.indexOf(one.name) - names.indexOf(other.name))
    .flatMap(({ name, value }) => {
      if (typeof value !== 'string') return [];
      const fact = name.slice(CUSTOMER_PREFIX.length);
      return [{ name: fact, ...maskFact(fact, value) }];
    });
}
