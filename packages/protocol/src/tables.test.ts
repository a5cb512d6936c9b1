import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  customerRequests,
  ERRORS,
  guestRequests,
  nodeCommands,
  nodeRequests,
  peerRequests,
  Role,
  routes,
  sessionEventPayloads,
  staffRequests,
  type RequestTable,
} from './index.ts';

const tables: Record<string, RequestTable> = { customerRequests, guestRequests, staffRequests, peerRequests, nodeRequests, nodeCommands };

describe('request tables', () => {
  it.each(Object.entries(tables))('%s: every request is closed, limited and named as verb on object', (_name, table) => {
    for (const [name, spec] of Object.entries(table)) {
      expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
      expect(spec.roles.length, name).toBeGreaterThan(0);
      for (const role of spec.roles) expect(Role.options, name).toContain(role);
      expect(spec.rate.burst, name).toBeGreaterThanOrEqual(1);
      expect(spec.rate.perSecond, name).toBeGreaterThan(0);
      expect(spec.deadlineMs, name).toBeGreaterThanOrEqual(1_000);
      expect(spec.deadlineMs, name).toBeLessThanOrEqual(30_000);
    }
  });

  it('lets strangers do nothing but ask for a challenge, join, resume and register', () => {
    const open = Object.values(tables).flatMap((table) =>
      Object.entries(table)
        .filter(([, spec]) => spec.roles.includes('public'))
        .map(([name]) => name),
    );
    expect(open.sort()).toEqual(['node.challenge', 'node.register', 'peer.challenge', 'peer.join', 'peer.resume']);
  });

  it('describes every payload as JSON Schema, so that documents and fuzzers can be made from it', () => {
    for (const table of Object.values(tables)) {
      for (const spec of Object.values(table)) {
        expect(z.toJSONSchema(spec.payload, { io: 'input', unrepresentable: 'any' })).toMatchObject({ type: 'object' });
      }
    }
  });
});

describe('routes', () => {
  it('have one name for each method and path', () => {
    const places = Object.values(routes).map((route) => `${route.method} ${route.path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('never carry a secret in the query or the path', () => {
    for (const [name, route] of Object.entries(routes)) {
      const keys = [
        ...('params' in route ? Object.keys(route.params.shape) : []),
        ...('query' in route ? Object.keys(route.query.shape) : []),
      ];
      for (const key of keys) expect(key, name).not.toMatch(/secret|token|password|key$/i);
    }
  });
});

describe('errors', () => {
  it('say in both languages what to do, without blame or exclamation', () => {
    for (const [code, entry] of Object.entries(ERRORS)) {
      expect(entry.text['zh-CN'], code).not.toMatch(/[!！]/);
      expect(entry.text.en, code).not.toMatch(/[!！]/);
    }
  });
});

describe('session events', () => {
  it('are named in the past tense', () => {
    for (const type of Object.keys(sessionEventPayloads)) {
      expect(type).toMatch(/^[a-z_]+\.([a-z_]*(ed|en|left|found|shown|made|held|sent|withdrawn|timed_out|went_back))$/);
    }
  });
});
