/** `npm start`: brings up the whole counter on this machine, keeps it up, and takes it down on Ctrl-C. */
import { language } from './bootstrap/environment.mjs';
import { readLauncherConfig } from './config.ts';
import { openToNetwork, type NetworkAccess } from './lan/open-to-network.ts';
import { explain } from './setup/explain.ts';
import { terminalProgress } from './setup/progress.ts';
import { parseStartArguments, START_HELP, type StartArguments } from './start/arguments.ts';
import { requireNotRunning, startGuichet, type Running } from './start/index.ts';
import { describeEnd, onStopSignal } from './start/process-end.ts';
import { renderAddresses } from './start/table.ts';

const chosen = language();

async function serve(args: StartArguments): Promise<void> {
  const startedAtMs = performance.now();
  const config = readLauncherConfig();
  const progress = terminalProgress(chosen);
  let network: NetworkAccess | undefined;
  let running: Running | undefined;
  const stopped = onStopSignal(async () => {
    // Before everything runs there is nothing to end in order: what was started ends with this process.
    if (!running) process.exit(130);
    progress.note({ en: 'Stopping', 'zh-CN': '正在停止' });
    await network?.close();
    await running.stop();
  });

  await requireNotRunning(config.dataDir);
  network = args.lan ? await openToNetwork(config, args) : undefined;
  running = await startGuichet({
    ...network?.startOptions,
    config,
    progress,
    logs: args.showLogs ? 'inherit' : 'file',
    onDeath: (end, restartInMs) => progress.note(describeEnd(end, restartInMs)),
  });

  print(`\n${renderAddresses({ ...running.urls, trust: network?.trustUrl }, running.logins, chosen)}`);
  if (network) print(await network.renderQrCode());
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  const ready = { en: `Ready after ${seconds} s. Ctrl-C stops it.`, 'zh-CN': `启动完成，用时 ${seconds} 秒。按 Ctrl-C 停止。` };
  const local = { en: 'Demo logins are accepted from this machine only. ', 'zh-CN': '演示账号仅限本机登录。' };
  print(`${running.logins.length > 0 ? local[chosen] : ''}${ready[chosen]}`);
  await stopped;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  const args = parseStartArguments(process.argv.slice(2));
  if (args.help) print(START_HELP[chosen]);
  else await serve(args);
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${explain(error, chosen)}\n`);
  process.exit(1);
}
