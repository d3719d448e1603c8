import { connect, type MaruClient, MaruHttp } from '@maru/client';

/** A client that is live. */
export async function connectTo(url: string, username: string, password: string): Promise<MaruClient> {
  const http = new MaruHttp(url);
  await http.login(username, password);
  const client = connect({ http });
  await client.whenLive();
  return client;
}
