import type { Language } from './worker-progress.ts';

/** Why no worker could be had. Each has one remedy, which the message names. */
export const workerErrorCode = {
  namedBinaryUnusable: 'namedBinaryUnusable',
  platformUnsupported: 'platformUnsupported',
  packagesMissing: 'packagesMissing',
  toolsMissing: 'toolsMissing',
  sourceUnexpected: 'sourceUnexpected',
  buildFailed: 'buildFailed',
} as const;

export type WorkerErrorCode = (typeof workerErrorCode)[keyof typeof workerErrorCode];

const texts: Record<WorkerErrorCode, Record<Language, (detail: string) => string>> = {
  namedBinaryUnusable: {
    en: (detail) => `MEDIASOUP_WORKER_BIN names a file that is not a media worker that runs here: ${detail}`,
    'zh-CN': (detail) => `MEDIASOUP_WORKER_BIN 指向的文件不是可在本机运行的媒体工作进程：${detail}`,
  },
  platformUnsupported: {
    en: (detail) =>
      `No prebuilt media worker could be fetched, and it can be built here on Linux only. Make the address reachable, or name a worker with MEDIASOUP_WORKER_BIN. ${detail}`,
    'zh-CN': (detail) =>
      `无法下载预编译的媒体工作进程，且仅支持在 Linux 上编译。请确保下载地址可访问，或用 MEDIASOUP_WORKER_BIN 指定。${detail}`,
  },
  packagesMissing: {
    en: (command) => `Packages needed to build the media worker are missing. Run this, then start again:\n  ${command}`,
    'zh-CN': (command) => `缺少编译媒体工作进程所需的软件包。请运行以下命令后重新启动：\n  ${command}`,
  },
  toolsMissing: {
    en: (list) => `The media worker cannot be built; install these with your system's package manager: ${list}`,
    'zh-CN': (list) => `无法编译媒体工作进程，请用系统的软件包管理器安装：${list}`,
  },
  sourceUnexpected: {
    en: (detail) => `The media worker's source is not the one the patches were written for: ${detail}`,
    'zh-CN': (detail) => `媒体工作进程的源代码与补丁不符：${detail}`,
  },
  buildFailed: {
    en: (detail) => `Building the media worker failed: ${detail}`,
    'zh-CN': (detail) => `编译媒体工作进程失败：${detail}`,
  },
};

/** Thrown by everything in this folder. `message` is English; `describe` gives the user's language. */
export class WorkerUnavailableError extends Error {
  readonly code: WorkerErrorCode;
  readonly detail: string;

  constructor(code: WorkerErrorCode, detail: string, options?: ErrorOptions) {
    super(texts[code].en(detail), options);
    this.name = 'WorkerUnavailableError';
    this.code = code;
    this.detail = detail;
  }

  describe(language: Language): string {
    return texts[this.code][language](this.detail);
  }
}
