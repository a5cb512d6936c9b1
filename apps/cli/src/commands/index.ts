import type { CommandModule } from '../command.ts';
import { audit } from './audit.ts';
import { bundle } from './bundle.ts';
import { documentCommand } from './document.ts';
import { face } from './face.ts';
import { flow } from './flow.ts';
import { journal } from './journal.ts';
import { logCommand } from './log.ts';
import { rules } from './rules.ts';
import { store } from './store.ts';
import { verifyCommand } from './verify.ts';

/** Every command of the tool, in the order that its help lists them. */
export const commands: readonly CommandModule[] = [
  flow,
  bundle,
  journal,
  rules,
  audit,
  store,
  verifyCommand,
  logCommand,
  documentCommand,
  face,
];
