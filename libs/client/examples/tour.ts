/** The pieces of the README, in one program: a friend called bob is told something, and what happens is printed until he has answered. */
import { connect, MaruError, MaruHttp } from '@maru/client';

const print = (line: string) => process.stdout.write(`${line}\n`);
const [url = 'http://localhost:8080', name = 'alice', password = 'alice likes tea'] = process.argv.slice(2);

const http = new MaruHttp(url);
await http.login(name, password);
const client = connect({ http });
await client.whenLive();

const events = client.events();
const { channelId } = await client.request({ type: 'CREATE_REQUEST', participantUsername: 'bob' });
const { clientMessageId } = client.send(channelId.id, '안녕!');
print(`sent off as ${clientMessageId}`);

try {
  await client.request({ type: 'ENTER_REQUEST', channelId: 4_711 });
} catch (error) {
  if (!(error instanceof MaruError)) throw error;
  if (error.code === 'NOT_A_MEMBER') print('That channel is not mine.');
  else if (error.retryable) print(`Once more in ${error.retryAfterMs ?? 1_000} ms.`);
  else throw error;
}

const timeline = client.timeline(channelId.id);
await timeline.loadLatest();
for (const entry of timeline.entries) print(entry.state === 'sent' ? `${entry.username}: ${entry.content}` : `${entry.content} …`);
for (const { from, to } of timeline.gaps) print(`${from} to ${to} are not here: timeline.loadBefore(${to + 1})`);

for await (const event of events) {
  if (event.type === 'state') print(event.state.name);
  if (event.type !== 'message') continue;
  client.markRead(event.channelId, event.message.messageSequence);
  print(`${event.message.username}: ${event.message.content}`);
  if (!event.mine) break;
}
await client.close();
