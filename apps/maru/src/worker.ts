import { enableCompileCache } from 'node:module';

enableCompileCache();
const [{ runWorker }, { gatewayService }] = await Promise.all([import('@maru/runtime'), import('@maru/gateway')]);
runWorker(gatewayService);
