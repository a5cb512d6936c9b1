/** What a sender report says: which RTP timestamp was sent at which wall clock (RFC 3550 section 6.4.1). */
export interface SenderReport {
  readonly ssrc: number;
  /** Unix milliseconds, fractions allowed. */
  readonly wallClockMs: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
  readonly cname: string;
}

/** Seconds from 1900, where NTP begins, to 1970, where Unix time begins. */
const ntpUnixOffsetSeconds = 2_208_988_800;

/** A compound packet of a sender report and the CNAME that RFC 3550 section 6.1 wants beside it. */
export function buildSenderReport(report: SenderReport): Buffer {
  const senderReport = Buffer.alloc(28);
  senderReport[0] = 0x80;
  senderReport[1] = 200;
  senderReport.writeUInt16BE(6, 2);
  senderReport.writeUInt32BE(report.ssrc >>> 0, 4);
  const seconds = Math.floor(report.wallClockMs / 1000);
  const fraction = Math.floor(((report.wallClockMs - seconds * 1000) / 1000) * 0x1_0000_0000);
  senderReport.writeUInt32BE((seconds + ntpUnixOffsetSeconds) >>> 0, 8);
  senderReport.writeUInt32BE(fraction >>> 0, 12);
  senderReport.writeUInt32BE(report.rtpTimestamp >>> 0, 16);
  senderReport.writeUInt32BE(report.packetCount >>> 0, 20);
  senderReport.writeUInt32BE(report.octetCount >>> 0, 24);

  const cname = Buffer.from(report.cname, 'utf8');
  // One null byte ends the list of items, and the chunk is filled up to a multiple of four bytes.
  const chunkBytes = Math.ceil((4 + 2 + cname.length + 1) / 4) * 4;
  const description = Buffer.alloc(4 + chunkBytes);
  description[0] = 0x81;
  description[1] = 202;
  description.writeUInt16BE(chunkBytes / 4, 2);
  description.writeUInt32BE(report.ssrc >>> 0, 4);
  description[8] = 1;
  description[9] = cname.length;
  description.set(cname, 10);
  return Buffer.concat([senderReport, description]);
}
