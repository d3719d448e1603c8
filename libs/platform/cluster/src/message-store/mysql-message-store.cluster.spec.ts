import { messageStoreContract } from '@maru/ports/contracts';
import { storeUnderTest } from './mysql-message-store.fixture.js';

messageStoreContract('MysqlMessageStore', storeUnderTest);
