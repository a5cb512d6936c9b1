const payloadSpecificFeedback = 206;
/** Picture loss indication (RFC 4585 section 6.3.1) and full intra request (RFC 5104 section 4.3.1). */
const keyFrameFormats: readonly number[] = [1, 4];

/** Whether a compound RTCP packet asks for a key frame. */
export function asksForKeyFrame(rtcp: Buffer): boolean {
  for (let offset = 0; offset + 4 <= rtcp.length; ) {
    const isFeedback = rtcp[offset + 1] === payloadSpecificFeedback;
    if (isFeedback && keyFrameFormats.includes((rtcp[offset] ?? 0) & 0x1f)) return true;
    offset += (rtcp.readUInt16BE(offset + 2) + 1) * 4;
  }
  return false;
}
