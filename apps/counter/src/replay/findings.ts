import type { RecordingId, TimelineFinding } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';

/** What rules found in a recording; null where nobody has looked yet. Given by whoever inspects. */
export type FindingsOf = (prisma: PrismaClient, recordingId: RecordingId) => Promise<readonly TimelineFinding[] | null>;
