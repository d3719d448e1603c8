import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { shownCredentials } from './shown-credentials.js';

function shown(headers: Record<string, string>) {
  const request = new IncomingMessage(new Socket());
  request.headers = headers;
  return shownCredentials(request);
}

describe('what a call shows', () => {
  it.each(['Bearer abc.def', 'bearer abc.def', 'BEARER  abc.def '])('is a token: %s', (authorization) => {
    expect(shown({ authorization })).toEqual({ bearer: 'abc.def' });
  });

  it.each(['Bearer', 'Bearer ', '', 'abc.def', 'Basic YTpi', 'Bearer a b'])(
    'is a bad token, whatever cookie is there, too: %s',
    (authorization) => {
      expect(shown({ authorization, cookie: 'SESSION=good' })).toEqual({ bearer: '' });
    },
  );

  it.each(['SESSION=s3cret', 'a=b; SESSION=s3cret', 'SESSION=s3cret; SESSION=other', ' SESSION = s3cret ;b=c'])(
    'is a cookie, the first: %s',
    (cookie) => {
      expect(shown({ cookie })).toEqual({ cookie: 's3cret' });
    },
  );

  it('is taken as it is', () => {
    expect(shown({ cookie: 'SESSION="a=b"' })).toEqual({ cookie: '"a=b"' });
  });

  it.each(['', 'SESSION', 'session=s3cret', 'XSESSION=s3cret'])('is nothing: %s', (cookie) => {
    const credentials = shown({ cookie });
    expect(credentials.cookie ?? '').toBe('');
  });
});
