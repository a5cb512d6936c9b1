import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import { FlowRuns } from '../flows/flow-runs.ts';
import { QueueFigures } from '../queue/queue-figures.ts';
import type { Core } from './core.ts';
import { CORE_DEFAULTS, type CoreSettings } from './core-settings.ts';
import { PersonalVault } from './personal-vault.ts';
import { SessionChanges } from './session-changes.ts';
import { SessionLog } from './session-log.ts';

export interface CoreOptions {
  readonly database: Database;
  readonly dataKey: KeyObject;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly settings?: Partial<CoreSettings>;
}

/** Log, vault and changes, on which sessions and recordings both stand. */
export function createCore({ database, dataKey, logger, clock = Date.now, settings = {} }: CoreOptions): Core {
  const changes = new SessionChanges();
  const log = new SessionLog({ database, changes, clock });
  const vault = new PersonalVault({ dataKey, clock });
  const flows = new FlowRuns({ vault, logger });
  log.followedBy(flows);
  return {
    database,
    changes,
    clock,
    logger,
    log,
    flows,
    queue: new QueueFigures({ database, clock }),
    vault,
    settings: { ...CORE_DEFAULTS, ...settings },
  };
}
