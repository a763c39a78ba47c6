// Preloaded into Azurite by `butler up`, which holds the other end of standard input. When that ends, because butler up asks for it or because
// it was killed, Azurite closes as it does on Ctrl-C: it writes what it holds, and goes.
'use strict';

const patience = 5000;
let closing = false;

function close() {
  if (!closing) {
    closing = true;
    if (process.listenerCount('SIGINT') < 2) {
      process.exit(0); // Azurite has not come as far as to hold anything.
    }
    setTimeout(() => process.exit(0), patience).unref();
    process.emit('SIGINT');
  }
}

process.on('SIGTERM', close);
process.once('SIGINT', () => {
  closing = true;
  setTimeout(() => process.exit(0), patience).unref();
});
process.stdin.on('end', close);
process.stdin.on('error', close);
process.stdin.resume();
process.stdin.unref();
