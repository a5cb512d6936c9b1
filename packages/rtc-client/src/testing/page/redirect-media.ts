/**
 * Leads media through a proxy: the node announces its own port, so every candidate of it is given the proxy's instead, and TCP, which
 * would go around it, is left out.
 */
export function redirectMedia(fromPort: number, toPort: number): void {
  const original = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function redirected(this: RTCPeerConnection, description?: RTCSessionDescriptionInit) {
    const lines = description?.sdp?.split('\r\n').filter((line) => !/^a=candidate:.* tcp /i.test(line));
    const sdp = lines
      ?.map((line) => (line.startsWith('a=candidate:') ? line.replace(` ${fromPort} typ`, ` ${toPort} typ`) : line))
      .join('\r\n');
    return Reflect.apply(original, this, [description && sdp !== undefined ? { type: description.type, sdp } : description]);
  };
}
