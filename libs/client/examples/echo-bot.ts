/** Says again what it is told: `node echo-bot.ts http://localhost:8080 echo 'a password of its own'` */
import { connect, MaruError, MaruHttp } from '@maru/client';
import { fileStorage } from '@maru/client/node';

const [url = 'http://localhost:8080', name = 'echo', password = 'a password of its own'] = process.argv.slice(2);
const http = new MaruHttp(url);
await http.register(name, password).catch((error: unknown) => {
  if (!(error instanceof MaruError && error.code === 'USERNAME_TAKEN')) throw error;
});
await http.login(name, password);

const bot = connect({ http, storage: fileStorage(`${name}.outbox.json`) });
const tell = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const accept = (username: string) => bot.request({ type: 'ACCEPT_REQUEST', username }).catch(tell);
bot.on('connections', () => bot.connections.invitations.map(({ username }) => accept(username)));
bot.on('connection', ({ connection: { status, inviter } }) => status === 'PENDING' && inviter !== name && accept(inviter));
bot.on('message', ({ channelId, message, mine }) => mine || bot.send(channelId, message.content));
process.once('SIGINT', () => void bot.close());

const { inviteCode } = await bot.request({ type: 'FETCH_USER_INVITE_CODE_REQUEST' });
process.stdout.write(`Invite me: ${inviteCode}\n`);
