import { messageService } from '@maru/message';
import { clustered, run } from '@maru/runtime';

await run([messageService], clustered, { about: "Messages of Maru's cluster: numbered, stored, read." });
