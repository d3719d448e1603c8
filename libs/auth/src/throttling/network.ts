import { isIPv6 } from 'node:net';

const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, '')));

/** What calls are counted by: an IPv4 address, or the 64 bits of an IPv6 address that are one line; the rest its owner chooses freely. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1).join('').toLowerCase().split('::');
  const front = groups(head);
  const back = groups(tail ?? '');
  // An IPv4 address at the end stands for two groups.
  const length = back.length + (back.at(-1)?.includes('.') ? 1 : 0);
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - length) }, () => '0');
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}
