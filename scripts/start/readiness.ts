import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Readiness } from '../topology.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Whether a child serves at this moment. */
export function isReady(readiness: Readiness): Promise<boolean> {
  return readiness.kind === 'http' ? answersOk(readiness.url) : acceptsConnection(readiness.path);
}

function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options: RequestOptions = { timeout: PROBE_TIMEOUT_MS, agent: false };
    // Over loopback, to a child of ours: who it is was never in question, and its certificate names other hosts.
    const probe = url.startsWith('https:') ? httpsRequest(url, { ...options, rejectUnauthorized: false }) : httpRequest(url, options);
    probe.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => resolve(false));
    probe.on('close', () => resolve(false));
    probe.end();
  });
}

function acceptsConnection(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy());
    socket.on('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
