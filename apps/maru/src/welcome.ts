/** What somebody needs to know who has just started Maru. */
export function welcome(url: string): string {
  return `
  Maru is at ${url}

  Sign up        in a browser, there
  or here        npx maru register
  or by hand     curl ${url}/api/v1/auth/register -H 'Content-Type: application/json' \\
                   -d '{"username":"dana","password":"a long passphrase"}'
  Chat           npx maru chat
  See a full one npm start -- --demo

  Ctrl+C stops it.

`;
}
