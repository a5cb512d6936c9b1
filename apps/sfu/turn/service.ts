import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { aptInstall, onPath } from '../native/debian.ts';
import { runCommand } from '../native/run-command.ts';

export const daemon = 'turnserver';
const dropInDir = '/etc/systemd/system/coturn.service.d';

/** Makes sure that coturn is there. @returns what is to be done by hand, or undefined. */
export async function ensureCoturn(): Promise<'not-root' | 'not-debian' | { readonly failure: string } | undefined> {
  if (await onPath(daemon)) return undefined;
  if (!(await onPath('apt-get'))) return 'not-debian';
  if (process.getuid?.() !== 0) return 'not-root';
  const installed = await aptInstall(['coturn']);
  return installed.exitCode === 0 ? undefined : { failure: installed.tail };
}

/** Whether this machine's services are run by systemd (sd_booted(3)). */
export function hasSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/**
 * Lets the distribution's own unit run our configuration. It starts as an ordinary user, which may bind port 443
 * only with the capability named here.
 */
export async function installService(configPath: string): Promise<void> {
  await mkdir(dropInDir, { recursive: true });
  const dropIn = [
    '[Service]',
    'ExecStart=',
    `ExecStart=/usr/bin/${daemon} -c ${configPath} --pidfile=`,
    'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'NoNewPrivileges=yes',
  ];
  await writeFile(`${dropInDir}/guichet.conf`, `${dropIn.join('\n')}\n`);
  for (const args of [['daemon-reload'], ['enable', 'coturn'], ['restart', 'coturn']]) {
    const done = await runCommand('systemctl', args, { timeoutMs: 60_000 });
    if (done.exitCode !== 0) throw new Error(done.tail);
  }
}
