import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { jsonColumn } from '../database/json-column.ts';

const ANSWER_WITHIN_MS = 10_000;
/** The file in the folder of secrets that the demo bank's systems are shown. */
const SECRET_NAME = 'demo-bank';
/** Where a demo bank can be: whoever entered another address means a system of their own. */
const DEMO_ADDRESS = 'http://127.0.0.1:';

/** What the demo bank says that its systems do (`apps/demo-bank`, `GET /operations`). */
const Operations = z.array(
  z.object({
    name: z.string(),
    title: LocalText,
    method: z.string(),
    path: z.string(),
    requestSchema: z.record(z.string(), z.json()),
    responseSchema: z.record(z.string(), z.json()),
  }),
);

/** Enters the demo bank's systems as services that flows can call, and follows them when they have moved. What an administrator entered stays. */
export async function seedBankSystems(database: Database, baseUrl: string): Promise<void> {
  const response = await fetch(new URL('/operations', baseUrl), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const operations = Operations.parse(await response.json());
  await database.transaction(async (tx) => {
    for (const { name, title, method, path, requestSchema, responseSchema } of operations) {
      const facts = {
        titleZh: title['zh-CN'],
        titleEn: title.en,
        baseUrl,
        method,
        path,
        requestSchema: jsonColumn(requestSchema),
        responseSchema: jsonColumn(responseSchema),
        secretName: SECRET_NAME,
      };
      const known = await tx.flowService.findUnique({ where: { name }, select: { baseUrl: true } });
      if (known === null) await tx.flowService.create({ data: { name, ...facts } });
      else if (known.baseUrl.startsWith(DEMO_ADDRESS)) await tx.flowService.update({ where: { name }, data: facts });
    }
  });
}
