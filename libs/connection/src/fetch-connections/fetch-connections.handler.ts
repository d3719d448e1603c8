import { type ConnectionStatus, type ConnectionView, FetchConnectionsQuery, type Person } from '@maru/contracts';
import { Answers, UnitOfWork } from '@maru/ports';
import { Controller } from '@nestjs/common';
import { findPartners } from '../partners.js';
import { Profiles } from '../profiles.js';

@Controller()
export class FetchConnectionsHandler {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: Profiles,
  ) {}

  /** Fresh: a request sees what the requests before it have done. */
  @Answers(FetchConnectionsQuery)
  async handle({ person, status }: { person: Person; status: ConnectionStatus }): Promise<{ connections: ConnectionView[] }> {
    const partners = await findPartners(this.unitOfWork.fresh, person.userId, { statuses: [status] });
    const names = await this.profiles.namesOf(partners.map(({ userId }) => userId));
    const sorted = partners
      .map((partner) => ({ partner, order: Buffer.from(partner.usernameKey) }))
      // The bytes of UTF-8 sort as code points do.
      .toSorted((one, another) => Buffer.compare(one.order, another.order));
    return {
      connections: sorted.map(({ partner }) => ({
        username: partner.username,
        displayName: names.get(partner.userId),
        status,
        inviter: partner.inviterUserId === person.userId ? person.username : partner.username,
      })),
    };
  }
}
