// A custom handler for the tests of its process: it does what the path says.
'use strict';
const http = require('http');

const mode = process.argv[2];
if (mode === 'stillborn') {
  console.error('butler.yaml: line 3: no such key');
  process.exit(2);
}

console.log('handler says hello');
console.error('Warning: it may rain');
console.error('it rains');
http.createServer((request, response) => {
  const code = /^\/api\/die\/(\d+)\/(.+)$/.exec(request.url);
  // Only the start that is meant: as with the real host, a request whose connection broke may come again.
  if (code && code[2] === process.env.FUNCTIONS_CUSTOMHANDLER_WORKER_ID) {
    process.exit(Number(code[1]));
  }
  response.setHeader('Content-Type', 'application/json');
  if (request.url.startsWith('/api/env')) {
    const names = Object.keys(process.env).filter(n => n.startsWith('FUNCTIONS_') || n === 'ServiceBus' || n === 'BUTLER_PARENT_PID').sort();
    response.end(JSON.stringify(Object.fromEntries(names.map(n => [n, process.env[n]]))));
    return;
  }
  response.end(JSON.stringify({ pid: process.pid, arguments: process.argv.slice(2) }));
}).listen(Number(process.env.FUNCTIONS_CUSTOMHANDLER_PORT), '127.0.0.1');
