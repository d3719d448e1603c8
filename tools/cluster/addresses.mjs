/** Which component listens where. @typedef {import('./place.mjs').Place} Place */

const host = '127.0.0.1';

/** @param {Place} place */
export function portsOf({ basePort }) {
  /** @param {number} from @param {number} count */
  const row = (from, count) => Array.from({ length: count }, (_, index) => basePort + from + index);
  return {
    kafka: basePort + 92,
    kafkaController: basePort + 93,
    mysql: { core: row(310, 2), shard0: row(320, 2), shard1: row(330, 2) },
    proxies: row(340, 2),
    consul: basePort + 500,
    consulSerf: basePort + 501,
    consulServer: basePort + 502,
    redis: row(700, 6),
    services: basePort + 800,
  };
}

/**
 * The settings with which a process of Maru finds this cluster.
 * @param {Place} place
 * @returns {Record<string, string>}
 */
export function settingsOf(place) {
  const { kafka, redis, consul, mysql, proxies } = portsOf(place);
  return {
    MARU_KAFKA: at(kafka),
    MARU_REDIS: at(...redis),
    MARU_CONSUL: at(consul),
    MARU_DATABASE_USER: place.user,
    MARU_DATABASE_PASSWORD: place.password,
    MARU_CORE_PRIMARY: at(mysql.core[0]),
    MARU_CORE_REPLICAS: at(mysql.core[1]),
    MARU_MESSAGE_PROXIES: at(...proxies),
    MARU_MESSAGE_SHARDS: at(mysql.shard0[0], mysql.shard1[0]),
  };
}

/** @param {(number | undefined)[]} ports */
export function at(...ports) {
  return ports.map((port) => `${host}:${port}`).join(',');
}
