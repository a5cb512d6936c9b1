import { describe, expect, it } from 'vitest';
import { requireOwnOrigin } from './page-origin.ts';

const OWN = new Set(['https://bank.example']);

describe('the origin of a socket', () => {
  it.each([
    ['our page', { origin: 'https://bank.example' }],
    ['a request that a browser says is of our page', { 'sec-fetch-site': 'same-origin' }],
    ['a client that is no browser', {}],
  ])('lets %s in', (_who, headers) => {
    expect(() => requireOwnOrigin(headers, OWN)).not.toThrow();
  });

  it.each([
    ['a foreign page', { origin: 'https://evil.example' }],
    ['our name over another scheme', { origin: 'http://bank.example' }],
    ['our name with another port', { origin: 'https://bank.example:8443' }],
    ['a name that begins like ours', { origin: 'https://bank.example.evil.example' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['a request of a neighbour that hides its origin', { 'sec-fetch-site': 'same-site' }],
    ['a foreign request that hides its origin', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', (_who, headers) => {
    expect(() => requireOwnOrigin(headers, OWN)).toThrow('csrf_failed');
  });
});
