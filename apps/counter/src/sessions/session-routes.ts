import { type ApiClientId, AppError, type SessionId, type SessionSummary } from '@guichet/protocol';
import type { z } from 'zod';
import type { SessionEnding } from '../calls/session-ending.ts';
import { CookieKind } from '../http/cookies.ts';
import type { HttpContext, HttpHandlers, SessionRouteName } from '../http/http-handlers.ts';
import { hoursOf, isServiceOpen } from '../services/opening-hours.ts';
import { readBank } from './bank.ts';
import type { Core } from './core.ts';
import type { Entered, Entry } from './entry.ts';
import type { SessionOpening } from './session-opening.ts';
import { toSessionRow } from './session-row.ts';
import { readCustomerView } from './views/customer-view.ts';
import { latestRecording, toBankView, toRecordingView, toServiceTypeView } from './views/view-parts.ts';

export interface SessionRouteParts {
  readonly entry: Entry;
  readonly opening: SessionOpening;
  readonly ending: SessionEnding;
  /** Where browsers reach the counter, without a trailing slash. */
  readonly publicUrl: () => string;
}

/** How long one look at the log may get; whoever wants more asks again after the last number. */
const MAX_EVENTS = 1_000;

export function createSessionRoutes(core: Core, parts: SessionRouteParts): HttpHandlers<SessionRouteName> {
  const enter = async ({ sessionId, cookieValue }: Entered, context: HttpContext) => {
    if (cookieValue !== null) context.setCookie(CookieKind.device, cookieValue, { lifetimeMs: core.settings.deviceLifetimeMs });
    return readCustomerView(core, sessionId);
  };

  return {
    'entry.options': async () =>
      core.database.read(async (prisma) => {
        const services = await prisma.serviceType.findMany({
          where: { anonymous: true, retiredAt: null },
          orderBy: [{ position: 'asc' }, { id: 'asc' }],
        });
        const bank = await readBank(prisma);
        return {
          bank: toBankView(bank),
          serviceTypes: services.map((service) => ({
            ...toServiceTypeView(service),
            open: isServiceOpen(service, bank.timeZone, core.clock()),
            hours: hoursOf(service),
          })),
          anonymousAllowed: services.length > 0,
        };
      }),
    'entry.exchange': async ({ body }, context) =>
      enter(
        await parts.entry.exchange(body.secret, { language: body.language, userAgent: context.userAgent }, context.customerSessionId),
        context,
      ),
    'entry.anonymous': async ({ body }, context) =>
      enter(await parts.entry.anonymous(body.serviceTypeId, { language: body.language, userAgent: context.userAgent }), context),
    'entry.current': async (_input, { customerSessionId }) => {
      if (customerSessionId === null) throw new AppError('unauthenticated');
      return readCustomerView(core, customerSessionId);
    },
    'sessions.open': async ({ body }, context) => {
      const apiClientId = requireBank(context);
      const { serviceTypeId, language, customer, reference, branch } = body;
      const { sessionId, secret, expiresAt } = await parts.opening.openForBank({
        serviceTypeId,
        language,
        customer,
        apiClientId,
        reference: reference ?? null,
        branch,
      });
      // In the fragment: browsers send it to no server, and no log on the way holds it.
      const entryUrl = `${parts.publicUrl()}/#e=${secret}`;
      return { ...(await readSummary(core, apiClientId, sessionId)), entryUrl, entryExpiresAt: expiresAt };
    },
    'sessions.read': async ({ params }, context) => readSummary(core, requireBank(context), params.sessionId),
    'sessions.cancel': async ({ params }, context) => {
      const apiClientId = requireBank(context);
      await parts.ending.end(params.sessionId, { kind: 'bank', id: apiClientId }, 'bank_cancelled', (_tx, session) => {
        if (session.apiClientId !== apiClientId) throw new AppError('not_found');
        return true;
      });
      return readSummary(core, apiClientId, params.sessionId);
    },
    'sessions.events': async ({ params, query }) => {
      const known = await core.database.read((prisma) => prisma.session.count({ where: { id: params.sessionId } }));
      if (known === 0) throw new AppError('not_found');
      return { events: [...(await core.log.read(params.sessionId, query.after, MAX_EVENTS))] };
    },
  };
}

function requireBank({ apiClientId }: HttpContext): ApiClientId {
  if (apiClientId === null) throw new AppError('unauthenticated');
  return apiClientId;
}

/** A session as the API key that opened it sees it; to any other it does not exist. */
async function readSummary(core: Core, apiClientId: ApiClientId, sessionId: SessionId): Promise<z.infer<typeof SessionSummary>> {
  return core.database.read(async (prisma) => {
    const found = await prisma.session.findUnique({ where: { id: sessionId } });
    if (found === null || found.apiClientId !== apiClientId) throw new AppError('not_found');
    const session = toSessionRow(found);
    const recording = await latestRecording(prisma, sessionId);
    const { id, number, status, endReason, serviceTypeId, openedAt, endedAt } = session;
    const shown = recording === null ? null : toRecordingView(recording);
    return {
      sessionId: id,
      number,
      status,
      endReason,
      serviceTypeId,
      openedAt,
      endedAt,
      recording: shown === null ? null : { recordingId: shown.recordingId, status: shown.status },
    };
  });
}
