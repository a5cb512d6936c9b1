/**
 * A process of its own, so that what sending costs falls on nobody who is measured. Takes one JSON object on standard input
 * (`ReplayPlan`), plays the call to every session until standard input ends, then says how many packets it sent. The lines `pause` and `play`
 * stop and restart the packets; the calls go on unheard meanwhile.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { TICKS_PER_MS } from './captured-call.ts';

export interface ReplayPlan {
  /** Packets: time in ms, time of their frame in ms, stream, base64. */
  readonly callFile: string;
  readonly loopMs: number;
  /** Per session and stream: where RTP and RTCP go. */
  readonly sessions: readonly {
    readonly ssrcs: readonly number[];
    readonly rtpPorts: readonly number[];
    readonly rtcpPorts: readonly number[];
  }[];
}

const REPORT_EVERY_MS = 1_000;

const lines = createInterface({ input: process.stdin });
const plan = JSON.parse(await firstLine()) as ReplayPlan;
const call = (JSON.parse(readFileSync(plan.callFile, 'utf8')) as [number, number, number, string][]).map(
  ([atMs, frameMs, stream, base64]) => ({
    atMs,
    frameMs,
    stream,
    bytes: Buffer.from(base64, 'base64'),
  }),
);
const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
const startedAt = performance.now();
let sent = 0;
let playing = true;

const sessions = plan.sessions.map((session, i) => ({
  ...session,
  // Sessions are out of step with one another, as callers are.
  offsetMs: (i * 1_237) % plan.loopMs,
  next: 0,
  loops: 0,
  sequences: call.map(() => 0).slice(0, 4),
  nextReportMs: 0,
}));

function playUpTo(session: (typeof sessions)[number], nowMs: number): void {
  for (;;) {
    const packet = call[session.next];
    if (!packet) {
      session.next = 0;
      session.loops += 1;
      continue;
    }
    const dueMs = session.loops * plan.loopMs + packet.atMs - session.offsetMs;
    if (dueMs > nowMs) return;
    session.next += 1;
    if (dueMs < 0 || !playing) continue;
    const { stream } = packet;
    const sequence = ((session.sequences[stream] ?? 0) + 1) & 0xffff;
    session.sequences[stream] = sequence;
    packet.bytes.writeUInt16BE(sequence, 2);
    packet.bytes.writeUInt32BE(ticksAt(stream, dueMs - packet.atMs + packet.frameMs), 4);
    packet.bytes.writeUInt32BE(session.ssrcs[stream] ?? 0, 8);
    socket.send(Buffer.from(packet.bytes), session.rtpPorts[stream] ?? 0, '127.0.0.1');
    sent += 1;
  }
}

function report(session: (typeof sessions)[number], nowMs: number): void {
  if (nowMs < session.nextReportMs || !playing) return;
  session.nextReportMs = nowMs + REPORT_EVERY_MS;
  for (const [stream, port] of session.rtcpPorts.entries()) {
    const bytes = Buffer.alloc(28);
    bytes.writeUInt32BE(0x80c80006, 0);
    bytes.writeUInt32BE(session.ssrcs[stream] ?? 0, 4);
    const wallMs = Date.now();
    bytes.writeUInt32BE((Math.floor(wallMs / 1000) + 2_208_988_800) >>> 0, 8);
    bytes.writeUInt32BE(Math.floor(((wallMs % 1000) / 1000) * 2 ** 32), 12);
    bytes.writeUInt32BE(ticksAt(stream, nowMs), 16);
    socket.send(bytes, port, '127.0.0.1');
  }
}

function ticksAt(stream: number, ms: number): number {
  return Math.round(ms * (TICKS_PER_MS[stream] ?? 0)) >>> 0;
}

const timer = setInterval(() => {
  const nowMs = performance.now() - startedAt;
  for (const session of sessions) {
    playUpTo(session, nowMs);
    report(session, nowMs);
  }
}, 2);

lines.on('line', (line) => {
  playing = line === 'play';
});
lines.on('close', () => {
  clearInterval(timer);
  // What is on its way to the kernel goes out before the socket is closed.
  setImmediate(() => socket.close(() => process.stdout.write(`${JSON.stringify({ sent })}\n`)));
});

async function firstLine(): Promise<string> {
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}
