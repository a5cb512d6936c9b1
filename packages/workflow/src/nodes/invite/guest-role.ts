import { z } from 'zod';

/** As what a third person comes into the call. */
export const GuestRole = z.enum(['spouse', 'guardian', 'co_owner', 'guarantor', 'insured', 'adviser', 'interpreter', 'witness']);
