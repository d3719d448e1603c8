/** Errors of `rooms`: `{"detail": …}`, and of bad input a list of what is wrong. */
import { countCharacters, DomainError } from '@maru/contracts';
import { CallError, type Told, unforeseen } from '../calls/answer-calls.js';

export interface Invalid {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

export class Detail extends Error {
  constructor(
    readonly status: number,
    readonly detail: string | readonly Invalid[],
    readonly retryAfterMs?: number,
  ) {
    super(typeof detail === 'string' ? detail : 'bad input');
  }
}

function invalid(type: string, loc: Invalid['loc'], msg: string, input: unknown, ctx?: Invalid['ctx']): Detail {
  return new Detail(422, [ctx === undefined ? { type, loc, msg, input } : { type, loc, msg, input, ctx }]);
}

export function readJson(text: string): unknown {
  if (text === '') throw invalid('missing', ['body'], 'Field required', null);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid('json_invalid', ['body', 0], 'JSON decode error', {}, { error: 'Expecting value' });
  }
}

/** A field of 1 to `most` characters. */
export function textIn(body: unknown, field: string, most: number): string {
  const loc = ['body', field];
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('model_attributes_type', ['body'], 'Input should be a valid dictionary or object to extract fields from', body);
  if (!Object.hasOwn(body, field)) throw invalid('missing', loc, 'Field required', body);
  const value: unknown = Reflect.get(body, field);
  if (typeof value !== 'string') throw invalid('string_type', loc, 'Input should be a valid string', value);
  if (value === '') throw invalid('string_too_short', loc, 'String should have at least 1 character', value, { min_length: 1 });
  if (countCharacters(value) > most)
    throw invalid('string_too_long', loc, `String should have at most ${most} characters`, value, { max_length: most });
  if (value.includes('\0') || !value.isWellFormed()) throw invalid('string_unicode', loc, 'Input should be a valid string', '');
  return value;
}

export function numberIn(value: string | undefined, loc: Invalid['loc'], least?: number): number {
  if (value === undefined || !/^[+-]?\d{1,15}$/.test(value.trim()))
    throw invalid('int_parsing', loc, 'Input should be a valid integer, unable to parse string as an integer', value);
  const number = Number(value);
  if (least !== undefined && number < least)
    throw invalid('greater_than_equal', loc, `Input should be greater than or equal to ${least}`, value, { ge: least });
  return number;
}

export function tellDetail(error: unknown): Told {
  const { status, detail, retryAfterMs } = detailOf(error);
  return { status, body: { detail }, retryAfterMs };
}

function detailOf(error: unknown): Detail {
  if (error instanceof Detail) return error;
  // It was public when it was looked for.
  if (error instanceof DomainError && error.code === 'NOT_A_MEMBER') return new Detail(404, 'room not found');
  const { status, message, retryAfterMs } = error instanceof CallError ? error : unforeseen(error);
  return new Detail(status, message, retryAfterMs);
}
