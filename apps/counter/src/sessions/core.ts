import type { Logger } from 'pino';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { FlowRuns } from '../flows/flow-runs.ts';
import type { QueueFigures } from '../queue/queue-figures.ts';
import type { CoreSettings } from './core-settings.ts';
import type { PersonalVault } from './personal-vault.ts';
import type { SessionChanges } from './session-changes.ts';
import type { SessionLog } from './session-log.ts';

/** What everything about sessions stands on. */
export interface Core {
  readonly database: Database;
  readonly log: SessionLog;
  readonly vault: PersonalVault;
  readonly changes: SessionChanges;
  readonly queue: QueueFigures;
  readonly flows: FlowRuns;
  readonly clock: Clock;
  readonly settings: CoreSettings;
  readonly logger: Logger;
}
