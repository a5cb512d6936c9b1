/** The steps of getting a worker, in the order they may occur. */
export const workerStep = {
  downloading: 'downloading',
  downloadFailed: 'downloadFailed',
  cacheDamaged: 'cacheDamaged',
  waitingForOther: 'waitingForOther',
  installingPackages: 'installingPackages',
  preparingSource: 'preparingSource',
  configuring: 'configuring',
  compiling: 'compiling',
} as const;

export type WorkerStep = (typeof workerStep)[keyof typeof workerStep];

export interface WorkerProgress {
  readonly step: WorkerStep;
  /** 0 to 100, where the step can tell. */
  readonly percent?: number;
  /** A cause, an address or a list of packages: shown as it is, in no particular language. */
  readonly detail?: string;
}

export type OnWorkerProgress = (progress: WorkerProgress) => void;

export type Language = 'en' | 'zh-CN';

const stepTexts: Record<WorkerStep, Record<Language, string>> = {
  downloading: { en: 'Fetching the prebuilt media worker', 'zh-CN': '正在下载预编译的媒体工作进程' },
  downloadFailed: {
    en: 'No prebuilt media worker could be had; it will be built here',
    'zh-CN': '无法获得预编译的媒体工作进程，将在本机编译',
  },
  cacheDamaged: {
    en: 'The cached media worker cannot be used and is replaced',
    'zh-CN': '缓存的媒体工作进程无法使用，将重新获取',
  },
  waitingForOther: {
    en: 'Waiting for another process that is building the media worker',
    'zh-CN': '另一个进程正在编译媒体工作进程，正在等待',
  },
  installingPackages: { en: 'Installing build packages', 'zh-CN': '正在安装编译所需的软件包' },
  preparingSource: { en: "Preparing the media worker's source", 'zh-CN': '正在准备媒体工作进程的源代码' },
  configuring: { en: 'Configuring the build', 'zh-CN': '正在配置编译' },
  compiling: { en: 'Compiling the media worker', 'zh-CN': '正在编译媒体工作进程' },
};

/** One line for a person, e.g. `Compiling the media worker 42 %`. */
export function describeWorkerProgress(progress: WorkerProgress, language: Language): string {
  const percent = progress.percent === undefined ? '' : ` ${Math.floor(progress.percent)} %`;
  const detail = progress.detail === undefined ? '' : ` (${progress.detail})`;
  return `${stepTexts[progress.step][language]}${percent}${detail}`;
}
