// Goes through what a client of Service Bus does, against the connection string in the first argument, and prints a line for each step.
// The queues: `q`, whose locks last 5 s, and its dead-letter queue.
'use strict';

const { ServiceBusClient } = require('@azure/service-bus');

const print = (step, value) => process.stdout.write(`${step}: ${JSON.stringify(value)}\n`);
const failure = async action => {
  try {
    await action();
    return 'none';
  } catch (fault) {
    return fault.code ?? fault.name;
  }
};

async function main() {
  const client = new ServiceBusClient(process.argv[2], { retryOptions: { maxRetries: 0, timeoutInMs: 20000 } });
  const sender = client.createSender('q');
  const receiver = client.createReceiver('q');
  const deadLetters = client.createReceiver('q', { subQueueType: 'deadLetter' });
  const next = async (from = receiver) => (await from.receiveMessages(1, { maxWaitTimeInMs: 20000 }))[0];

  await sender.sendMessages({
    body: { a: 1 },
    messageId: 'm',
    subject: 'Größe',
    correlationId: 'c',
    contentType: 'application/json',
    timeToLive: 60000,
    applicationProperties: { text: 'ü', whole: 5, real: 1.5, flag: true },
  });
  const first = await next();
  print('received', {
    body: first.body,
    messageId: first.messageId,
    subject: first.subject,
    correlationId: first.correlationId,
    contentType: first.contentType,
    timeToLive: first.timeToLive,
    applicationProperties: first.applicationProperties,
    deliveryCount: first.deliveryCount,
    state: first.state,
  });
  await receiver.abandonMessage(first, { attempt: 2 });
  const again = await next();
  print('abandoned', { deliveryCount: again.deliveryCount, attempt: again.applicationProperties.attempt });
  const lockedUntil = again.lockedUntilUtc;
  await new Promise(resolve => setTimeout(resolve, 20));
  print('renewed', (await receiver.renewMessageLock(again)) > lockedUntil);
  await receiver.completeMessage(again);
  print('settled twice', await failure(() => receiver.completeMessage(again)));

  const careless = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
  await sender.sendMessages({ body: 'lost' });
  const lost = await next(careless);
  await new Promise(resolve => setTimeout(resolve, lost.lockedUntilUtc - Date.now() + 100));
  print('lock lost', await failure(() => careless.completeMessage(lost)));
  await careless.close();
  await receiver.completeMessage(await next());

  const batch = await sender.createMessageBatch();
  for (let i = 0; i < 3; i++) {
    batch.tryAddMessage({ body: `batch ${i}` });
  }
  await sender.sendMessages(batch);
  const deferred = await next();
  await receiver.deferMessage(deferred);
  const dead = await next();
  await receiver.deadLetterMessage(dead, { deadLetterReason: 'reason', deadLetterErrorDescription: 'description', extra: 'more' });
  await receiver.completeMessage(await next());
  const [byNumber] = await receiver.receiveDeferredMessages(deferred.sequenceNumber);
  print('deferred', { body: byNumber.body, deliveryCount: byNumber.deliveryCount });
  await receiver.completeMessage(byNumber);
  const letter = await next(deadLetters);
  print('dead-lettered', {
    body: letter.body,
    reason: letter.deadLetterReason,
    description: letter.deadLetterErrorDescription,
    extra: letter.applicationProperties.extra,
  });
  await deadLetters.completeMessage(letter);

  const later = new Date(Date.now() + 3600000);
  const numbers = await sender.scheduleMessages([{ body: 'one' }, { body: 'two' }], later);
  print('peeked', (await receiver.peekMessages(10)).map(message => [message.body, message.state]));
  await sender.cancelScheduledMessages(numbers);
  print('cancelled twice', await failure(() => sender.cancelScheduledMessages(numbers)));
  print('nothing left', (await receiver.receiveMessages(5, { maxWaitTimeInMs: 500 })).length);

  print('too large', await failure(() => sender.sendMessages({ body: 'x'.repeat(300000) })));
  print('missing', await failure(() => client.createSender('nowhere').sendMessages({ body: 'a' })));

  await sender.sendMessages(Array.from({ length: 20 }, (_, i) => ({ body: `many ${i}` })));
  const handled = new Set();
  await new Promise((resolve, reject) => {
    receiver.subscribe({
      processMessage: async message => {
        handled.add(message.body);
        if (handled.size === 20) {
          resolve();
        }
      },
      processError: async args => reject(args.error),
    }, { maxConcurrentCalls: 4 });
  });
  print('handled', handled.size);
  await client.close();
}

main().catch(fault => {
  process.stderr.write(`${fault.stack}\n`);
  process.exitCode = 1;
});
