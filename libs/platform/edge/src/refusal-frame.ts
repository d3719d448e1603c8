import { cutCharacters, type ErrorFrame, frameErrorTexts, type Refusal } from '@maru/contracts';

/** What an `ERROR` says where the request's type cannot be told. */
export const UNKNOWN_REQUEST = 'UNKNOWN';
const REQUEST_TYPE_CHARACTERS = 64;

/** The encoded `ERROR` for a refused request, named as its sender spelled it. */
export function refusalFrame(requestType: string, refusal: Refusal, requestId?: string): string {
  const { code, message, retryAfterMs } = refusal;
  const frame: ErrorFrame = {
    type: 'ERROR',
    ...(requestId === undefined ? {} : { requestId }),
    messageType: cutCharacters(requestType, REQUEST_TYPE_CHARACTERS),
    code,
    message,
    retryable: frameErrorTexts[code].retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return JSON.stringify(frame);
}
