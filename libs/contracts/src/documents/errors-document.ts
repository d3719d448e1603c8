/** The table of error codes. */
import { type FrameErrorCode, closeCodes, frameErrors, httpErrors } from '../errors.js';
import { requests } from '../frames/index.js';
import type { RequestDefinition } from '../frames/index.js';

const definitions: readonly [string, RequestDefinition][] = Object.entries(requests);

function askedBy(code: string): string {
  const types = definitions.filter(([, { errors }]) => errors.includes(code as FrameErrorCode)).map(([type]) => `\`${type}\``);
  return types.length === 0 ? 'any' : types.join(' ');
}

export function errorsDocument(): string {
  const lines = ['# Error codes', '', 'Generated from `libs/contracts`. `message` is for people, `code` for programs.', ''];
  for (const [family, codes] of Object.entries(frameErrors)) {
    lines.push(`## On the socket: ${family}`, '', '| code | retryable | meaning | answers |', '| --- | --- | --- | --- |');
    for (const [code, { message, retryable }] of Object.entries(codes))
      lines.push(`| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${message} | ${askedBy(code)} |`);
    lines.push('');
  }
  lines.push('## Close codes', '', '| close | meaning | come back? |', '| --- | --- | --- |');
  for (const { code, reason, comeBack } of Object.values(closeCodes))
    lines.push(`| ${code} | ${reason} | ${comeBack ? 'yes, with back-off and jitter' : 'no'} |`);
  lines.push('', '## HTTP: problem details', '', '| code | status | meaning |', '| --- | --- | --- |');
  for (const [code, { status, message }] of Object.entries(httpErrors)) lines.push(`| \`${code}\` | ${status} | ${message} |`);
  return `${lines.join('\n')}\n`;
}
