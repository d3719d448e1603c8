import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress, isOwnOrigin, isSecure } from './callers.js';
import { edgeSettings } from './edge-settings.js';

function request(remoteAddress: string | undefined, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  return Object.assign(new IncomingMessage(socket), { headers });
}

describe('clientAddress', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9, 10.0.0.7' };

  it.each([
    ['believes nobody by default', '192.0.2.1', [], '192.0.2.1'],
    ['believes a proxy of ours', '10.0.0.1', ['10.0.0.1'], '10.0.0.7'],
    ['goes on to the first stranger', '10.0.0.1', ['10.0.0.0/8'], '203.0.113.9'],
    ['does not believe a stranger', '192.0.2.1', ['10.0.0.0/8'], '192.0.2.1'],
    ['writes IPv4 as IPv4', '::ffff:192.0.2.1', [], '192.0.2.1'],
    ['knows a proxy by either spelling', '::ffff:127.0.0.1', ['loopback'], '10.0.0.7'],
  ])('%s', (_what, remote, trusted, expected) => {
    expect(clientAddress(request(remote, forwarded), trusted)).toBe(expected);
  });

  it('survives a caller that has gone', () => {
    expect(clientAddress(request(undefined, forwarded), ['10.0.0.0/8'])).toBe('unknown');
  });
});

it('believes only a proxy that the line is encrypted', () => {
  const headers = { 'x-forwarded-proto': 'https' };
  expect(isSecure(request('127.0.0.1', headers), ['loopback'])).toBe(true);
  expect(isSecure(request('127.0.0.1'), ['loopback'])).toBe(false);
  expect(isSecure(request('192.0.2.1', headers), ['loopback'])).toBe(false);
  expect(isSecure(request(undefined, headers), ['loopback'])).toBe(false);
});

describe('isOwnOrigin', () => {
  it.each([
    [undefined, 'maru.example', true],
    ['http://maru.example', 'maru.example', true],
    ['https://maru.example', 'maru.example:443', true],
    ['http://localhost:8080', 'localhost:8080', true],
    ['http://LOCALHOST:8080', 'localhost:8080', true],
    ['http://localhost:3000', 'localhost:8080', false],
    ['https://chat.example', 'maru.example', true],
    ['https://chat.example.evil', 'maru.example', false],
    ['null', 'maru.example', false],
    ['', 'maru.example', false],
    ['file://maru.example', 'maru.example', false],
    ['https://evil.example', undefined, false],
  ])('%s calling %s: %s', (origin, host, expected) => {
    const headers = { ...(origin === undefined ? {} : { origin }), ...(host === undefined ? {} : { host }) };
    expect(isOwnOrigin(request('127.0.0.1', headers), ['https://chat.example'])).toBe(expected);
  });
});

describe('edgeSettings', () => {
  const { MARU_ALLOWED_ORIGINS: origins, MARU_TRUSTED_PROXIES: proxies } = edgeSettings;

  it('reads lists, with white space and case', () => {
    expect(origins.parse(undefined)).toEqual([]);
    expect(origins.parse(' https://Chat.example/ ,http://localhost:5173')).toEqual(['https://chat.example', 'http://localhost:5173']);
    expect(proxies.parse('loopback, 10.0.0.0/8')).toEqual(['loopback', '10.0.0.0/8']);
  });

  it.each(['chat.example', 'ftp://chat.example', 'https://chat.example/path', '*'])('refuses the origin %s', (value) => {
    expect(origins.safeParse(value).success).toBe(false);
  });

  it.each(['somewhere', '10.0.0.0/99'])('refuses the proxy %s', (value) => {
    expect(proxies.safeParse(value).success).toBe(false);
  });
});
