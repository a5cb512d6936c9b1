import type { Prisma } from './generated/client.ts';

/** A checked value as what Prisma takes for a JSON column: its own type knows no interfaces. */
export const jsonColumn = (value: object): Prisma.InputJsonObject => value as Prisma.InputJsonObject;
