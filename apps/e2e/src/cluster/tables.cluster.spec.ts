/** The schema of each service on the cluster's own database, where TypeORM makes other tables of the same migrations than in a file. */
import { authService } from '@maru/auth';
import { channelService } from '@maru/channel';
import { MysqlUnitOfWork } from '@maru/cluster';
import { connectionService } from '@maru/connection';
import { CryptoIds, SystemClock } from '@maru/local';
import type { Tables } from '@maru/ports';
import { tablesContract } from '@maru/ports/contracts';
import { pushService } from '@maru/push';

const setting = (name: string) => process.env[name] ?? '';

for (const { tables } of [authService, channelService, connectionService, pushService]) if (tables) tablesContract('MySQL', tables, open);

/** In a database of its own, which is gone afterwards. */
async function open(tables: Tables) {
  const service = `${tables.service}_${process.pid}`;
  const core = {
    user: setting('MARU_DATABASE_USER'),
    password: setting('MARU_DATABASE_PASSWORD'),
    primary: setting('MARU_CORE_PRIMARY'),
    replicas: setting('MARU_CORE_REPLICAS').split(','),
  };
  const clock = new SystemClock();
  const nowhere = { send: async () => undefined, deliver: async () => undefined };
  const units = await MysqlUnitOfWork.open(core, { ...tables, service }, clock, new CryptoIds(clock), nowhere);
  return {
    units,
    close: async () => {
      await units.run(({ manager }) => manager.query(`DROP DATABASE \`maru_${service}\``));
      await units.close();
    },
  };
}
