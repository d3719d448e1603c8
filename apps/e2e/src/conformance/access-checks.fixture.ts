/** Who may ask what: the checks that follow from a book of requests and a table of rules. A request without a rule is an error. */

/** Nobody at all comes with no credentials; the others have a session. `removed` was in the group; `disconnected` and `friend` share a direct channel with the owner. */
export const roles = ['stranger', 'removed', 'disconnected', 'friend', 'member', 'owner'] as const;
export type Role = (typeof roles)[number];

/** The answer's type or the error's code, by role; `answer` is what the book says, `nothing` is silence. */
export type Expected = Readonly<Record<Role, string>>;

export interface Rule<S> {
  /** The fields of the request, beside its type. */
  readonly ask: (scene: S, role: Role) => object | Promise<object>;
  readonly expect: Expected;
  /** Where an answer alone does not tell whether it is right. */
  readonly check?: (answer: Readonly<Record<string, unknown>>, scene: S, role: Role) => void;
}

export interface AccessCheck<S> {
  readonly type: string;
  readonly role: Role;
  readonly rule: Rule<S>;
}

export function accessChecks<S>(
  book: Readonly<Record<string, object>>,
  rules: Readonly<Record<string, readonly Rule<S>[]>>,
): AccessCheck<S>[] {
  const without = Object.keys(book).filter((type) => !Object.hasOwn(rules, type) || rules[type]?.length === 0);
  if (without.length > 0) throw new Error(`no rule says who may ask ${without.join(', ')}`);
  const unknown = Object.keys(rules).filter((type) => !Object.hasOwn(book, type));
  if (unknown.length > 0) throw new Error(`rules for what cannot be asked: ${unknown.join(', ')}`);
  return Object.entries(rules).flatMap(([type, some]) => some.flatMap((rule) => roles.map((role) => ({ type, role, rule }))));
}
