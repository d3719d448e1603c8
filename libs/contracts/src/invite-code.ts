/** 128 random bits as 26 capitals of Crockford's base 32. Forgiving to read: any case, hyphens ignored, I and L are 1, O is 0. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

export function encodeInviteCode(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('an invite code is made of 16 bytes');
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let code = '';
  for (let i = LENGTH - 1; i >= 0; i--) code += ALPHABET[Number((bits >> BigInt(i * 5)) & 31n)];
  return code;
}

/** The code as it is stored, or undefined for a text that cannot be one. */
export function normalizeInviteCode(typed: string): string | undefined {
  if (typed.length > 128) return undefined;
  const code = typed.replaceAll('-', '').toUpperCase().replaceAll(/[IL]/g, '1').replaceAll('O', '0');
  return CODE.test(code) ? code : undefined;
}
