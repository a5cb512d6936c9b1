import { type SessionEvent, SessionEventSchema } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import { z } from 'zod';

const Events = z.object({ events: z.array(SessionEventSchema) });

/** The whole log of a session; `page` is one whose reader may see it (a reviewer's). */
export async function sessionEvents(page: Page, sessionId: string): Promise<readonly SessionEvent[]> {
  const events: SessionEvent[] = [];
  for (;;) {
    const path = `/v1/sessions/${sessionId}/events?after=${events.at(-1)?.seq ?? 0}`;
    const more = Events.parse(await page.evaluate(async (from) => (await fetch(from)).json() as Promise<unknown>, path)).events;
    if (more.length === 0) return events;
    events.push(...more);
  }
}

/** Those of one type, with their payloads as that type has them. */
export function eventsOf<Type extends SessionEvent['type']>(events: readonly SessionEvent[], type: Type) {
  return events.filter((event): event is Extract<SessionEvent, { type: Type }> => event.type === type);
}
