import { Socket } from 'node:net';

/** Calls `shutDown` when whoever started this process is gone: the pipe whose read end is `fd` then closes, even after a `kill -9`. */
export function holdLifeline(fd: number, shutDown: () => void): void {
  new Socket({ fd }).on('close', shutDown).on('error', shutDown).resume().unref();
}
