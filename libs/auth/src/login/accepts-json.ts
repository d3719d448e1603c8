/** JSON for who names it. Older clients send no Accept, or take anything, and are given the secret as text. */
export function acceptsJson(accept = ''): boolean {
  return accept.split(',').some((entry) => {
    const [type, ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return type === 'application/json' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
