/**
 * Several packets in one datagram, as a media worker of our own build sends them over the loopback; one of another origin sends each alone. The
 * layout stands in `apps/sfu/native/sources/include/RTC/GatheredDatagrams.hpp`, its only writer. All numbers are big-endian.
 */
const MAGIC = 0x47;
const VERSION = 1;
const HEADER_BYTES = 16;
const PACKET_HEADER_BYTES = 6;
/** More than the two clocks can be apart, or a datagram on its way, if both are one clock. */
const SAME_CLOCK_US = 10_000_000;

/** Whether it is one, and no RTP or RTCP packet: their first two bits are the version 2 (RFC 3550 §5.1). */
export function isGathered(datagram: Buffer): boolean {
  return datagram.length >= HEADER_BYTES && datagram[0] === MAGIC && datagram[1] === VERSION;
}

/**
 * Calls `onPacket` for each packet in its order, with when the worker had it: that is when it arrived, however long it then waited. The worker's
 * clock is the machine's monotonic one, and so is the recorder's; should they differ after all (time namespaces), the datagram counts as sent when
 * it was received. What follows a length that can't be is left out.
 *
 * @param receivedUs monotonic microseconds
 * @param onPacket gets a view into the datagram
 */
export function eachGathered(datagram: Buffer, receivedUs: number, onPacket: (packet: Buffer, arrivedUs: number) => void): void {
  const sentAfterUs = datagram.readUInt32BE(4);
  const firstUs = datagram.readUInt32BE(8) * 0x1_0000_0000 + datagram.readUInt32BE(12);
  const underWayUs = receivedUs - (firstUs + sentAfterUs);
  const baseUs = Math.abs(underWayUs) < SAME_CLOCK_US ? firstUs : receivedUs - sentAfterUs;
  let offset = HEADER_BYTES;
  while (offset + PACKET_HEADER_BYTES <= datagram.length) {
    const start = offset + PACKET_HEADER_BYTES;
    const end = start + datagram.readUInt16BE(offset);
    if (end > datagram.length) return;
    onPacket(datagram.subarray(start, end), Math.min(receivedUs, baseUs + datagram.readUInt32BE(offset + 2)));
    offset = end;
  }
}
