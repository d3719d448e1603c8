import { authService } from '@maru/auth';
import { clustered, run } from '@maru/runtime';

await run([authService], clustered, { about: "Accounts and sessions of Maru's cluster." });
