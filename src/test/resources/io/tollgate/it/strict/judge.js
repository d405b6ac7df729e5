// An HTTP server that writes a JSON object a line for each request it reads, whole or not. Arguments: port, log.
const fs = require('fs');
const http = require('http');
const path = require('path');
const [port, log] = process.argv.slice(2);

function note(socket, seen) {
  const line = JSON.stringify({port: socket.seenPort, ...seen});
  const ascii = line.replace(/[\u0080-\uffff]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  fs.appendFileSync(log, ascii + '\n');
}

// The path as a program sees it that takes the target for a URL, and decodes it.
function understood(target) {
  try {
    return path.posix.normalize(decodeURIComponent(new URL('http://a' + target).pathname));
  } catch (error) {
    return '';
  }
}

const server = http.createServer((request, answer) => {
  let body = '';
  let whole = false;
  const seen = () => ({
    method: request.method,
    target: request.url,
    path: understood(request.url),
    host: request.headers.host ?? '',
    body,
    status: whole ? 200 : 400,
  });
  request.setEncoding('latin1');
  request.on('data', part => { body += part; });
  request.on('end', () => {
    whole = true;
    note(request.socket, seen());
    answer.end();
  });
  request.on('close', () => {
    if (!whole) {
      note(request.socket, seen());
    }
  });
});
server.on('connection', socket => { socket.seenPort = socket.remotePort; });
// What is no request, or breaks off: noted as one that was begun, unless it is noted as such above.
server.on('clientError', (error, socket) => {
  if (!socket._httpMessage) {
    note(socket, {method: '', target: '', path: '', host: '', body: '', status: 400});
  }
  socket.destroy();
});
// The other end says that it sends no more, and waits for answers.
server.httpAllowHalfOpen = true;
server.maxHeadersCount = 0;
server.listen(port, '127.0.0.1');
