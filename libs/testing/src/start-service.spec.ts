import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AreConnected, DomainError, FetchUserInviteCodeQuery, messageCommands, NotifyTyping, type TypingCommand } from '@maru/contracts';
import { Answers, Clock, defineService, Delivery, ENV, LIMITS, type Limits, On, Queries, recordOf } from '@maru/ports';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { anAsker, asked } from './builders.js';
import { type StartedService, startService } from './start-service.js';
import { waitUntil } from './wait-until.js';

const ProbeEnv = z.object({ MARU_PROBE_GREETING: z.string().default('hello') });

@Controller()
class Probe {
  constructor(
    private readonly delivery: Delivery,
    private readonly queries: Queries,
    @Inject(ENV) private readonly env: z.output<typeof ProbeEnv>,
    @Inject(LIMITS) readonly limits: Limits,
  ) {}

  @On(messageCommands, 'Typing')
  async type({ channelId, asker }: TypingCommand) {
    const { connected } = await this.queries.ask(AreConnected, { userIds: [asker.userId, 2] });
    const frame = JSON.stringify({ type: 'NOTIFY_TYPING', channelId: { id: channelId }, username: connected ? 'friend' : 'stranger' });
    await this.delivery.deliver([{ kind: 'channel', channelId, frame }]);
  }

  @Answers(FetchUserInviteCodeQuery)
  async inviteCode({ person }: { person: { userId: number } }) {
    if (person.userId === 0) throw new DomainError('NOT_CONNECTED');
    return { inviteCode: 'ABC' };
  }

  @Get('greeting')
  greeting() {
    return this.env.MARU_PROBE_GREETING;
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}
const probe = defineService({ name: 'connection', module: ProbeModule, env: ProbeEnv, httpPath: '/api/v1/probe' });

let service: StartedService | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await service?.close();
  service = undefined;
});

describe('startService', () => {
  it('runs the real container: records in, deliveries out, questions both ways', async () => {
    service = await startService(probe);
    service.platform.queries.serve(AreConnected, async ({ userIds }) => ({ connected: userIds[0] === 7, version: 1 }));
    await service.publish(recordOf(messageCommands, { type: 'Typing', channelId: 4, ...asked(anAsker({ userId: 7 })) }));
    const [delivery] = await waitUntil(() => service!.deliveries.length > 0 && service!.deliveries);
    expect(delivery).toMatchObject({ kind: 'channel', channelId: 4 });
    expect(NotifyTyping.parse(JSON.parse(delivery?.kind === 'channel' ? delivery.frame : ''))).toMatchObject({ username: 'friend' });

    const ask = (userId: number) => service!.ask(FetchUserInviteCodeQuery, { person: { userId, username: 'bob' } });
    expect(await ask(2)).toEqual({ inviteCode: 'ABC' });
    await expect(ask(0)).rejects.toMatchObject({ name: 'DomainError', code: 'NOT_CONNECTED' });
  });

  it('answers calls under its path, and problem details elsewhere', async () => {
    service = await startService(probe, { env: { MARU_PROBE_GREETING: 'annyeong' } });
    expect(await (await fetch(`${service.url}/api/v1/probe/greeting`)).text()).toBe('annyeong');
    expect(await (await fetch(`${service.url}/api/v1/probe/nothing`)).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('takes the limits and the clock that it is given, and no unknown setting', async () => {
    service = await startService(probe, { limits: { sockets: 3 } });
    expect(service.get(Probe).limits).toMatchObject({ sockets: 3, connections: 1_000 });
    expect(service.get(Clock).now()).toBe(service.platform.clock.now());
    await expect(startService(probe, { env: { MARU_PROBE: '' } })).rejects.toThrow('MARU_PROBE');
  });

  it('leaves nothing behind', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'maru-testing-'));
    vi.stubEnv('TMPDIR', temporary);
    const closed = await startService(probe);
    expect(readdirSync(temporary)).toHaveLength(1);
    await closed.close();
    expect(readdirSync(temporary)).toEqual([]);
    rmdirSync(temporary);
    await expect(fetch(closed.url)).rejects.toThrow('fetch failed');
  });
});
