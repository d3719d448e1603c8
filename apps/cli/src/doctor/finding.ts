/** One thing that the doctor looked at. */
export interface Finding {
  /** `note`: worth knowing. `wrong`: something should be done. */
  readonly mark: 'well' | 'note' | 'wrong';
  readonly what: string;
  /** The next step, wherever there is one. */
  readonly next?: string;
}

export function well(what: string): Finding {
  return { mark: 'well', what };
}

export function note(what: string, next: string): Finding {
  return { mark: 'note', what, next };
}

export function wrong(what: string, next: string): Finding {
  return { mark: 'wrong', what, next };
}
