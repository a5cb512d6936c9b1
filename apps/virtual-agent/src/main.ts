import { createInterface } from 'node:readline';
import { VirtualAgentCommand, type VirtualAgentReport } from '@guichet/protocol';
import { PageIdentity } from '@guichet/rtc-peer';
import { destination, pino } from 'pino';
import { readConfig } from './config.ts';
import { VirtualAgent } from './virtual-agent.ts';

// Standard output belongs to reports; the log goes to standard error.
const config = readConfig();
const log = pino({ level: config.logLevel, name: 'virtual-agent' }, destination(2));
const report = (message: VirtualAgentReport): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

const identity = await PageIdentity.create();
// The threads of the media library would keep the process alive.
const agent = new VirtualAgent({ config, identity, log, report, onOver: () => process.exit(0) });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => agent.close());
process.stdout.on('error', () => agent.close());

let work: Promise<void> = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on('line', (text) => {
  const command = readCommand(text);
  if (command === null) return log.error('a command could not be read');
  // Nobody waits for a line to end before they leave; and the line waits for the pass.
  if (command.type !== 'join' && command.type !== 'say' && command.type !== 'render') return void agent.take(command);
  work = work.then(() => agent.take(command)).catch((error: unknown) => log.error({ err: error }, 'a command failed'));
});
// Whoever started this process is gone, and the call is nobody's any more.
lines.on('close', () => agent.close());
report({ type: 'ready', pageKey: identity.thumbprint });

function readCommand(text: string): VirtualAgentCommand | null {
  try {
    return VirtualAgentCommand.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
