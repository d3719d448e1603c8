/** The scenarios that tell most of what gateways share, where every socket is in a worker. All others: `MARU_E2E_WORKERS=2 npx vitest run --dir apps/e2e`. */
import { describe } from 'vitest';

process.env['MARU_E2E_WORKERS'] ??= '2';

describe('with workers: presence', async () => void (await import('../scenarios/presence-and-typing.spec.js')));
describe('with workers: limits', async () => void (await import('../scenarios/limits.embedded.spec.js')));
describe('with workers: other devices', async () => void (await import('../scenarios/other-devices.spec.js')));
describe('with workers: members', async () => void (await import('../scenarios/membership-race.spec.js')));
