import { unitOfWorkContract } from '@maru/ports/contracts';
import { bankUnderTest } from './mysql-unit-of-work.fixture.js';

unitOfWorkContract('MysqlUnitOfWork', bankUnderTest);
