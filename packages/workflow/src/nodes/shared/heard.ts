import { z } from 'zod';

/**
 * What was heard of signs that were to be read aloud: `said`, `other` and `unsure` where an engine wrote down what was said, `heard` where somebody spoke
 * and none did, `engine_away` where it failed, `silent` where nobody spoke, `no_sound` where none could be taken.
 */
export const HeardReason = z.enum(['said', 'other', 'unsure', 'heard', 'engine_away', 'silent', 'no_sound']);
export type HeardReason = z.infer<typeof HeardReason>;
