import { pushService } from '@maru/push';
import { clustered, run } from '@maru/runtime';

await run([pushService], clustered, { about: "Pushes of Maru's cluster: it tells of them, and sends none." });
