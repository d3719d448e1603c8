import { KeyValueUnavailable } from '@maru/ports';
import { keyValueContract, type KeyValueUnderTest } from '@maru/ports/contracts';
import { expect, test } from 'vitest';
import { overFixedClock, type Past } from '../forwarded.fixture.js';
import { ForwardedKeyValue } from './forwarded-key-value.js';

const open = (past?: Past) => overFixedClock((link) => new ForwardedKeyValue(link), past);

async function underTest(past?: Past): Promise<KeyValueUnderTest> {
  const opened = await open(past);
  const restart = async () => {
    await opened.leave();
    return underTest(opened.past);
  };
  return { ...opened, restart };
}

keyValueContract('ForwardedKeyValue', () => underTest());

test('what a gateway has told of itself goes with it, and nothing else', async () => {
  const { subject, platform, pair, hosted, close } = await open();
  await pair.worker.ask('delivery.attach', 'g');
  await subject.hashSet('sockets:{1}', 'g', '2');
  await subject.hashSet('sockets:{1}', 'other', '1');
  await subject.hashSet('sockets:{2}', 'g', '1');
  pair.workerSocket.destroy();
  await hosted;
  expect(await platform.keyValue.hashGetAll('sockets:{1}')).toEqual(new Map([['other', '1']]));
  expect(await platform.keyValue.hashGetAll('sockets:{2}')).toEqual(new Map());
  await close();
});

test('without a first process there are no keys', async () => {
  const { subject, pair, hosted, close } = await open();
  pair.workerSocket.destroy();
  await hosted;
  await expect(subject.get('a')).rejects.toBeInstanceOf(KeyValueUnavailable);
  await close();
});
