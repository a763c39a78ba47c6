// An SMTP server for tests. Its options are the first argument, as JSON. It prints one line of JSON when it listens and one for each mail,
// as a mail program would read it, and ends when its standard input does.
'use strict';

const fs = require('node:fs');
const { SMTPServer } = require('smtp-server');
const { simpleParser } = require('mailparser');

const options = JSON.parse(process.argv[2]);
const print = value => process.stdout.write(JSON.stringify(value) + '\n');
const refuse = (code, text) => Object.assign(new Error(text), { responseCode: code });
let greylisted = 0;

const server = new SMTPServer({
  secure: options.secure ?? false,
  ...(options.certificate && { cert: fs.readFileSync(options.certificate), key: fs.readFileSync(options.key) }),
  disabledCommands: options.disabled ?? [],
  authMethods: options.logins ?? ['PLAIN', 'LOGIN'],
  authOptional: !options.user,
  allowInsecureAuth: true,
  size: options.size,
  useXClient: false,
  disableReverseLookup: true,
  onAuth: (auth, session, done) =>
    auth.username === options.user && auth.password === options.password
      ? done(null, { user: auth.username })
      : done(refuse(535, `5.7.8 Error: ${auth.method} with ${auth.password} failed`)),
  onRcptTo: (address, session, done) => {
    if (address.address.startsWith('nobody@')) {
      return done(refuse(550, '5.1.1 There is nobody of that name'));
    }

    return greylisted++ < (options.greylist ?? 0) ? done(refuse(451, '4.7.1 Come back later')) : done();
  },
  onData: (stream, session, done) => {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', async () => {
      if (stream.sizeExceeded) {
        return done(refuse(552, '5.3.4 Too large'));
      }

      const raw = Buffer.concat(chunks);
      const mail = await simpleParser(raw);
      const { envelope } = session;
      print({
        envelope: { from: envelope.mailFrom.address, to: envelope.rcptTo.map(to => to.address), args: envelope.mailFrom.args || {} },
        secure: session.secure,
        login: session.user || null,
        raw: raw.toString('latin1'),
        from: mail.from.value,
        to: mail.to.value,
        subject: mail.subject ?? '',
        messageId: mail.messageId,
        date: mail.date,
        priority: mail.headers.get('priority') ?? 'normal',
        text: mail.text ?? '',
        html: mail.html || '',
        headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line])),
      });
      done(null, '2.0.0 taken as ABC123');
    });
  },
});

server.on('error', error => process.stderr.write(`${error}\n`));
server.listen(0, '127.0.0.1', () => print({ port: server.server.address().port }));
process.stdin.on('end', () => process.exit(0)).resume();
