import { enableCompileCache } from 'node:module';

enableCompileCache();
const [{ runWorker }, { gatewayService }] = await Promise.all([import('@maru/runtime/worker'), import('@maru/gateway')]);
runWorker(gatewayService);
