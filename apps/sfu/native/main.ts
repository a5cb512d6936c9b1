import { parseArgs } from 'node:util';
import { ensureWorker } from './ensure-worker.ts';
import { readLanguage } from './worker-config.ts';
import { WorkerUnavailableError } from './worker-error.ts';
import { describeWorkerProgress, type WorkerProgress } from './worker-progress.ts';

const help = {
  en: `Usage: node apps/sfu/native/main.ts [--json]

Finds, fetches or builds the media worker and prints its path.

  --json   print {"binary","origin","version"} on stdout

Environment: MEDIASOUP_WORKER_BIN (use this worker), GUICHET_CACHE or XDG_CACHE_HOME (where it is kept),
MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD=1 (build it here), MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL (a mirror).
Exit codes: 0 there is a worker, 2 there is none.`,
  'zh-CN': `用法：node apps/sfu/native/main.ts [--json]

查找、下载或编译媒体工作进程，并打印其路径。

  --json   在标准输出打印 {"binary","origin","version"}

环境变量：MEDIASOUP_WORKER_BIN（使用指定的工作进程）、GUICHET_CACHE 或 XDG_CACHE_HOME（存放位置）、
MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD=1（在本机编译）、MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL（镜像地址）。
退出码：0 可用，2 不可用。`,
} as const;

const language = readLanguage();
const printProgress = makeProgressPrinter(process.stderr);

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    console.log(help[language]);
  } else {
    const worker = await ensureWorker({ onProgress: printProgress });
    printProgress(undefined);
    console.log(values.json ? JSON.stringify(worker) : worker.binary);
  }
} catch (error) {
  printProgress(undefined);
  console.error(error instanceof WorkerUnavailableError ? error.describe(language) : String(error));
  process.exitCode = 2;
}

/** On a terminal one line is rewritten; in a log a line is printed per step and per 10 %. `undefined` ends it. */
function makeProgressPrinter(output: NodeJS.WriteStream): (progress: WorkerProgress | undefined) => void {
  let lastStep: string | undefined;
  let lastTenth = -1;
  let lineOpen = false;
  return (progress) => {
    if (!progress) {
      if (lineOpen) output.write('\n');
      lineOpen = false;
      return;
    }
    const isNewStep = progress.step !== lastStep;
    const tenth = Math.floor((progress.percent ?? 0) / 10);
    const text = describeWorkerProgress(progress, language);
    if (output.isTTY) {
      output.write(isNewStep && lineOpen ? `\n${text}` : `\r\u001b[K${text}`);
      lineOpen = true;
    } else if (isNewStep || tenth !== lastTenth) {
      output.write(`${text}\n`);
    }
    lastStep = progress.step;
    lastTenth = tenth;
  };
}
