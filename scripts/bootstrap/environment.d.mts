export const repositoryRoot: string;
export function cacheDir(env?: Readonly<Record<string, string | undefined>>): string;
export function language(env?: Readonly<Record<string, string | undefined>>): 'zh-CN' | 'en';
