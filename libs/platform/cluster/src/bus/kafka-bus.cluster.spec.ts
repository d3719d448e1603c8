import { eventBusContract } from '@maru/ports/contracts';
import { busUnderTest } from './kafka-bus.fixture.js';

eventBusContract('KafkaBus', () => busUnderTest());
