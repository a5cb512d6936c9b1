// Entry of every `npm run` command: node scripts/run.mjs <command> [arguments]
//
// Runs on any Node from 18 on, with nothing installed: it gets a Node that runs TypeScript, installs the packages, and
// hands over to scripts/<command>.ts. When all is in place it says nothing and costs a few tens of milliseconds.
import { Socket } from 'node:net';
import { ensureNode, rerunUnder, runsTypeScript } from './bootstrap/node-version.mjs';
import { onOrphaned } from './bootstrap/orphan-watch.mjs';
import { ensurePackages } from './bootstrap/packages.mjs';
import { Missing, say } from './bootstrap/progress.mjs';

const COMMANDS = ['start', 'test', 'doctor', 'faults', 'bench', 'guichet'];

async function main(command, args) {
  if (!COMMANDS.includes(command)) {
    process.stderr.write(`node scripts/run.mjs ${COMMANDS.join('|')}\n`);
    return 2;
  }
  onOrphaned(() => process.kill(process.pid, 'SIGTERM'));
  if (!runsTypeScript()) return rerunUnder(await ensureNode(), process.argv[1], [command, ...args]);
  endWithParent();
  silenceTypeStripping();
  await ensurePackages();
  const script = new URL(`./${command}.ts`, import.meta.url);
  process.argv = [process.execPath, script.pathname, ...args];
  await import(script.href);
  return undefined;
}

/** Ends this process, as Ctrl-C would, when the process that re-ran us under a newer Node is gone. */
function endWithParent() {
  if (!process.env.GUICHET_LAUNCHER_FD) return;
  const pipe = new Socket({ fd: Number(process.env.GUICHET_LAUNCHER_FD) });
  delete process.env.GUICHET_LAUNCHER_FD;
  pipe.on('error', () => undefined).on('close', () => process.kill(process.pid, 'SIGTERM'));
  pipe.resume().unref();
}

/** Node 22 and 24.0 to 24.2 announce on every start that type stripping is an experiment. */
function silenceTypeStripping() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 3)) return;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim();
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0];
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
  };
}

try {
  const exitCode = await main(process.argv[2] ?? '', process.argv.slice(3));
  if (exitCode !== undefined) process.exit(exitCode);
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  process.stderr.write(`\n${error.message}\n${say({ en: 'Run:', 'zh-CN': '请运行：' })}\n  ${error.command}\n`);
  // 2 is "could not run" for every command of this project.
  process.exit(2);
}
