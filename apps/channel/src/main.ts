import { channelService } from '@maru/channel';
import { clustered, run } from '@maru/runtime';

await run([channelService], clustered, { about: "Channels and their members, in Maru's cluster." });
