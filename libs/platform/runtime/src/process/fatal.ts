/** Why a process could not start, in one line for the person at the keyboard. */
export function fatalLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const port = 'port' in error ? String(error.port) : '';
  if (code === 'EADDRINUSE') return `port ${port} is in use: stop what uses it, or choose another with --port`;
  if (code === 'EACCES' && port !== '') return `port ${port} is not allowed to this user: choose another with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `this machine has no such address (MARU_HOST, --host): ${error.message}`;
  return error.message.replaceAll(/\s*\n\s*/g, ' ');
}
