import { type SessionEvent, Sha256Hex } from '@guichet/protocol';
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import type { ByteSource } from '../container/byte-source.ts';
import { verifyEventChain } from '../event-chain.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { CheckId, type CheckResult, type Finding, judged } from './report.ts';

/** A log of more is not read: a session of a day has some ten thousand events. */
const MAX_LOG_BYTES = 256 << 20;

/** What the chain is made of. The rest of an event is bound by its hash, in versions to come as well. */
const ChainedLine = z.looseObject({ sessionId: z.string(), seq: z.number().int().positive(), previousHash: Sha256Hex, hash: Sha256Hex });

interface CheckedLog {
  readonly result: CheckResult;
  readonly events: readonly SessionEvent[];
}

/** The session's log: a line an event, each as canonical JSON, chained from the first to the one that the manifest names. */
export async function checkLog({ sessionId, log }: Manifest, source: ByteSource | null): Promise<CheckedLog> {
  const { path } = log;
  if (source === null || source.sizeBytes > MAX_LOG_BYTES) return { result: judged(CheckId.log, [{ fault: 'missing', path }]), events: [] };
  const lines = new TextDecoder().decode(await source.read(0, source.sizeBytes)).split('\n');
  const findings: Finding[] = lines.pop() === '' ? [] : [{ fault: 'form', path, event: lines.length + 1 }];

  const events: SessionEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const event = parseEvent(line);
    if (event === null) findings.push({ fault: 'form', path, event: index + 1 });
    else events.push(event);
  }
  const chain = verifyEventChain(events);
  for (const { seq, fault } of chain.problems) findings.push({ fault, path, event: seq });
  const foreign = events.find((event) => event.sessionId !== sessionId);
  if (foreign) findings.push({ fault: 'foreign', path, event: foreign.seq });
  if (chain.lastHash !== log.lastHash || events.length !== log.events) findings.push({ fault: 'end', path, event: events.length });
  return { result: judged(CheckId.log, findings, { events: events.length }), events };
}

/** Only the canonical form: a line that says the same in other bytes was written by somebody else. */
function parseEvent(line: string): SessionEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return ChainedLine.safeParse(value).success && canonicalJson(value) === line ? (value as SessionEvent) : null;
  } catch {
    return null;
  }
}
