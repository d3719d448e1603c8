import { connectionService } from '@maru/connection';
import { clustered, run } from '@maru/runtime';

await run([connectionService], clustered, { about: "Friends by invite code, in Maru's cluster." });
