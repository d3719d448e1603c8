import { Connect, connectionEvents, DomainError, type Person } from '@maru/contracts';
import { Answers, LIMITS, type Limits, recordOf, type Unit, UnitOfWork } from '@maru/ports';
import { Controller, Inject } from '@nestjs/common';
import { toUser } from '../connection.deliveries.js';
import { ConnectionUsers, hasLeft } from '../connection-users.js';
import { DirectChannels } from '../direct-channels.js';
import { findConnection, type Pair, Pairs } from '../pairs.js';

/** Two who never had to do with each other, or of whom one has invited the other, are friends from here on. */
@Controller()
export class ConnectHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: ConnectionUsers,
    private readonly pairs: Pairs,
    private readonly directChannels: DirectChannels,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Answers(Connect)
  async handle({ people: [me, other] }: { people: [Person, Person] }): Promise<{ connected: boolean }> {
    const known = await findConnection(this.unitOfWork.fresh, me.userId, other.userId);
    if (known !== undefined && known.status !== 'PENDING') return { connected: known.status === 'ACCEPTED' };
    for (const person of [me, other]) await this.users.ensure(person);
    // They may have been friends before, and have a channel where writing has stopped.
    const channelId = await this.directChannels.findOrRefuse(me.userId, other.userId);
    return this.unitOfWork.run(async (unit) => {
      const pair = await this.pairs.lock(unit, me.userId, other.userId);
      const status = pair.connection?.status ?? 'NONE';
      if (hasLeft(pair.me) || hasLeft(pair.other)) return { connected: false };
      if (status === 'NONE' || status === 'PENDING') await this.connect(unit, pair, channelId);
      return { connected: status !== 'REJECTED' && status !== 'DISCONNECTED' };
    });
  }

  private async connect(unit: Unit, pair: Pair, channelId: number | undefined): Promise<void> {
    const { me, other, connection } = pair;
    if ([me, other].some(({ connectionCount }) => connectionCount >= this.limits.connections)) throw new DomainError('CONNECTION_LIMIT');
    const [inviter, invitee] = connection?.inviterUserId === other.userId ? [other, me] : [me, other];
    const fact = await this.pairs.change(unit, pair, 'ACCEPTED', { inviterUserId: inviter.userId });
    unit.publish(...this.directChannels.bar(channelId, false, fact.version));
    unit.publish(recordOf(connectionEvents, { type: 'ConnectionAccepted', ...fact }));
    unit.deliver(
      toUser(inviter.userId, { type: 'NOTIFY_ACCEPT', username: invitee.username }),
      toUser(invitee.userId, { type: 'NOTIFY_ACCEPT', username: inviter.username, by: invitee.username }),
    );
  }
}
