import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** One of several to choose from, as pages show it. */
export const TitledView = z.object({ key: z.string(), title: LocalText });
