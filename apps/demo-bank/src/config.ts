import { z } from 'zod';

const Environment = z.object({
  DEMO_BANK_PORT: z.coerce.number().int().min(0).max(65_535).default(8083),
  DEMO_BANK_TOKEN_FILE: z.string().startsWith('/'),
  GUICHET_LIFELINE_FD: z.coerce.number().int().min(3).max(1_023).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface Config {
  readonly port: number;
  readonly tokenPath: string;
  readonly lifelineFd: number | null;
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
}

/** @throws Error naming every wrong variable, no value */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
    throw new Error(`Wrong environment: ${names.join(', ')}`);
  }
  const { DEMO_BANK_PORT: port, DEMO_BANK_TOKEN_FILE: tokenPath, GUICHET_LIFELINE_FD: lifelineFd, LOG_LEVEL: logLevel } = parsed.data;
  return { port, tokenPath, lifelineFd: lifelineFd ?? null, logLevel };
}
