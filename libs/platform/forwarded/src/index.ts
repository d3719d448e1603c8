export { forwarded, type ForwardedSettings } from './forwarded.js';
export { host } from './host.js';
export { Link } from './link/link.js';
export type { Beginning } from './link/questions.js';
