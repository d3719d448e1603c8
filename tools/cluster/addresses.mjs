/** Which component listens where. @typedef {import('./place.mjs').Place} Place */

const host = '127.0.0.1';

/** @param {Place} place */
export function portsOf({ basePort, shards }) {
  /** @param {number} from @param {number} count */
  const row = (from, count) => Array.from({ length: count }, (_, index) => basePort + from + index);
  return {
    kafka: basePort + 92,
    kafkaController: basePort + 93,
    core: row(310, 2),
    shards: Array.from({ length: shards }, (_, index) => row(shardPorts(index), 2)),
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
  const { kafka, redis, consul, core, shards, proxies } = portsOf(place);
  return {
    MARU_KAFKA: at(kafka),
    MARU_REDIS: at(...redis),
    MARU_CONSUL: at(consul),
    MARU_DATABASE_USER: place.user,
    MARU_DATABASE_PASSWORD: place.password,
    MARU_CORE_PRIMARY: at(core[0]),
    MARU_CORE_REPLICAS: at(core[1]),
    MARU_MESSAGE_PROXIES: at(...proxies),
    MARU_MESSAGE_SHARDS: at(...shards.map(([primary]) => primary)),
  };
}

/** The proxies came when there were two shards. @param {number} index */
function shardPorts(index) {
  return index < 2 ? 320 + 10 * index : 330 + 10 * index;
}

/** @param {(number | undefined)[]} ports */
export function at(...ports) {
  return ports.map((port) => `${host}:${port}`).join(',');
}
