/** Frame length in tenths of a millisecond by configuration number (RFC 6716 §3.1, table 2). */
const SILK_TENTHS = [100, 200, 400, 600];
const HYBRID_TENTHS = [100, 200];
const CELT_TENTHS = [25, 50, 100, 200];

/** How much sound an Opus packet holds, in milliseconds (RFC 6716 §3.1, §3.2). */
export function opusDurationMs(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const configuration = toc >> 3;
  const tenths =
    configuration < 12
      ? SILK_TENTHS[configuration & 3]
      : configuration < 16
        ? HYBRID_TENTHS[configuration & 1]
        : CELT_TENTHS[configuration & 3];
  const code = toc & 3;
  const frames = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 0x3f : 2;
  return ((tenths ?? 200) * frames) / 10;
}
