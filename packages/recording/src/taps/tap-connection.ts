import { createConnection } from 'node:net';
import { AppError, recorderTaps, withDeadline } from '@guichet/protocol';
import { WireError } from '@guichet/protocol';
import type { RecorderTaps, TapFrameHead } from '@guichet/protocol';
import type { z } from 'zod';
import { LineReader } from '../service/lines.ts';
import { ServiceLine, encodeLine } from '../service/wire.ts';
import { TapFrameReader } from './tap-frame.ts';

export type TapRequest = {
  [Name in keyof RecorderTaps]: { readonly name: Name; readonly payload: z.input<RecorderTaps[Name]['payload']> };
}[keyof RecorderTaps];

export interface TapListener {
  readonly onFrame: (head: TapFrameHead, payload: Buffer) => void;
  /** After the last frame, whoever ended it. */
  readonly onEnd?: () => void;
}

export interface OpenTap {
  close(): void;
}

/** Opens a tap: a connection of its own, which ends with it. Rejects with what the service answers, or `recorder_unreachable`. */
export async function openTap(socketPath: string, { name, payload }: TapRequest, { onFrame, onEnd }: TapListener): Promise<OpenTap> {
  const socket = createConnection(socketPath);
  const { promise: accepted, resolve, reject } = Promise.withResolvers<void>();
  const frames = new TapFrameReader(onFrame);
  let streaming = false;

  const readFrames = (bytes: Buffer): void => {
    try {
      frames.push(bytes);
    } catch {
      socket.destroy();
    }
  };
  const lines = new LineReader(
    (value) => {
      const line = ServiceLine.safeParse(value);
      if (!line.success || !('reply' in line.data)) return;
      const { reply } = line.data;
      if (!reply.ok) return reject(AppError.fromWire(WireError.parse(reply.error)));
      streaming = true;
      lines.stop();
      resolve();
    },
    () => socket.destroy(),
  );
  socket.on('data', (bytes: Buffer) => {
    if (streaming) return readFrames(bytes);
    lines.push(bytes);
    if (streaming) readFrames(lines.end());
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    reject(new AppError('recorder_unreachable'));
    if (streaming) onEnd?.();
  });
  socket.write(encodeLine({ id: 1, request: name, payload }));
  try {
    await withDeadline(recorderTaps[name].deadlineMs, () => accepted);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return { close: () => socket.destroy() };
}
