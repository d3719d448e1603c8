import { overFixedClock } from '../forwarded.fixture.js';
import { queriesContract } from '@maru/ports/contracts';
import { ForwardedQueries } from './forwarded-queries.js';

queriesContract('ForwardedQueries', () => overFixedClock((link) => new ForwardedQueries(link)));
