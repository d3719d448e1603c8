import { fileURLToPath } from 'node:url';
import { gatewayService } from '@maru/gateway';
import { clustered, run } from '@maru/runtime';

await run([gatewayService], clustered, {
  about: "Sockets of Maru's cluster, and the web client.",
  web: { folder: fileURLToPath(new URL('../../web/dist', import.meta.url)) },
});
