/**
 * Where the client's lines go. Static text and fields, as everywhere: ids and states, never a token, a name or a device label.
 * `info` is one line for each transition of the connection's life.
 */
export interface RtcLogger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}

export const silentLogger: RtcLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
