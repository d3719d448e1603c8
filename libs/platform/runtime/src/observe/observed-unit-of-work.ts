import { type EntityManager, type Metrics, type Unit, UnitOfWork } from '@maru/ports';
import { UnitNumbers } from './unit-numbers.js';

/** A service's units of work, counted, timed and traced. */
export class ObservedUnitOfWork extends UnitOfWork {
  private readonly numbers: UnitNumbers;

  constructor(
    private readonly units: UnitOfWork,
    service: string,
    metrics: Metrics,
  ) {
    super();
    this.numbers = new UnitNumbers(service, metrics);
  }

  get late(): EntityManager {
    return this.units.late;
  }

  get fresh(): EntityManager {
    return this.units.fresh;
  }

  run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return this.numbers.observe((observed) => this.units.run(observed(work)));
  }
}
