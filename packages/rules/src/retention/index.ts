import { AppError } from '@guichet/protocol';
import file from './policies.json' with { type: 'json' };
import { type RetentionPolicy, RetentionPolicyFile } from './retention-policy.ts';

/** The policies that ship. Throws `internal` for a file that does not fit its schema, which the tests rule out. */
export function shippedRetentionPolicies(): readonly RetentionPolicy[] {
  const parsed = RetentionPolicyFile.safeParse(file);
  if (!parsed.success) throw new AppError('internal', { cause: parsed.error });
  return parsed.data.policies;
}
