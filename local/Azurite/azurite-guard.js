// Preloaded into Azurite by `butler up`, which holds the other end of standard input. When that ends, because butler up asks for it or because
// it was killed, Azurite closes as it does on Ctrl-C: it writes what it holds, and goes.
'use strict';

const patience = 5000;
let closing = false;
let azuriteCloses = null;

function close() {
  if (!closing) {
    closing = true;
    if (azuriteCloses === null) {
      process.exit(0); // Azurite has not come as far as to hold anything.
    }
    setTimeout(() => process.exit(0), patience).unref();
    azuriteCloses();
  }
}

// Ctrl-C in a terminal reaches every process. The parts that stop before Azurite still need their tables, so only butler up ends it.
const once = process.once;
process.once = function (event, listener) {
  if (event !== 'SIGINT') {
    return once.call(process, event, listener);
  }
  azuriteCloses = listener;
  return process;
};
process.on('SIGINT', () => {});

process.on('SIGTERM', close);
process.stdin.on('end', close);
process.stdin.on('error', close);
process.stdin.resume();
process.stdin.unref();
