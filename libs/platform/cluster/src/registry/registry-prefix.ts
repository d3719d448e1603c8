/** Other services of a Consul are not ours. */
export const REGISTRY_PREFIX = 'maru-';
