import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const Port = z.coerce.number().int().min(1).max(65_535);
const AbsoluteFile = z
  .string()
  .startsWith('/', 'must be an absolute path')
  .refine((path) => existsSync(path), 'does not exist');
const Address = z.string().refine((text) => isIP(text) !== 0, 'must be an IP address');
/** coturn refuses to relay to loopback whatever its configuration says, and rightly so. */
const NodeAddress = Address.refine((text) => !text.startsWith('127.') && text !== '::1', 'must not be loopback');

const Options = z
  .object({
    realm: z.string().regex(/^[A-Za-z0-9.-]{1,253}$/, 'must be a host name or an address'),
    cert: AbsoluteFile,
    key: AbsoluteFile,
    node: z.array(NodeAddress).min(1, 'name at least one media node'),
    listen: z.array(Address).default([]),
    'tls-port': Port.default(443),
    'plain-port': Port.optional(),
    external: Address.optional(),
    'relay-ports': z
      .string()
      .regex(/^\d+-\d+$/, 'must be LOWEST-HIGHEST')
      .default('49160-49999')
      .transform((text) => {
        const [lowest = 0, highest = 0] = text.split('-').map(Number);
        return { lowest, highest };
      })
      .refine(({ lowest, highest }) => lowest > 0 && lowest < highest && highest <= 65_535, 'must be LOWEST-HIGHEST'),
    dir: z.string().startsWith('/', 'must be an absolute path').default('/etc/guichet-turn'),
    'no-service': z.boolean().default(false),
  })
  .strict();

export interface TurnOptions {
  readonly realm: string;
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly nodeAddresses: readonly string[];
  readonly listenAddresses: readonly string[];
  readonly tlsPort: number;
  readonly plainPort: number | null;
  readonly externalAddress: string | null;
  readonly relayPorts: { readonly lowest: number; readonly highest: number };
  /** Where configuration, secret and copies of the certificate are kept. */
  readonly dir: string;
  /** Whether systemd is told to run it. */
  readonly asService: boolean;
}

export class TurnOptionsError extends Error {
  override readonly name = 'TurnOptionsError';
}

/**
 * Reads the command line.
 *
 * @returns undefined when help was asked for.
 * @throws {TurnOptionsError} naming every option that is missing or wrong.
 */
export function readTurnOptions(args: readonly string[]): TurnOptions | undefined {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        realm: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        node: { type: 'string', multiple: true },
        listen: { type: 'string', multiple: true },
        'tls-port': { type: 'string' },
        'plain-port': { type: 'string' },
        external: { type: 'string' },
        'relay-ports': { type: 'string' },
        dir: { type: 'string' },
        'no-service': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (cause) {
    throw new TurnOptionsError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (values.help === true) return undefined;

  const parsed = Options.safeParse(values);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, code, message }) => {
      const isMissing = code === 'invalid_type' && values[String(path[0])] === undefined;
      return `--${String(path[0])}: ${isMissing ? 'must be given' : message}`;
    });
    throw new TurnOptionsError(problems.join('\n'));
  }
  const options = parsed.data;
  return {
    realm: options.realm,
    certificateFile: options.cert,
    privateKeyFile: options.key,
    nodeAddresses: options.node,
    listenAddresses: options.listen,
    tlsPort: options['tls-port'],
    plainPort: options['plain-port'] ?? null,
    externalAddress: options.external ?? null,
    relayPorts: options['relay-ports'],
    dir: options.dir,
    asService: !options['no-service'],
  };
}
