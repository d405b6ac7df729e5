// The backend of etc/conformance/h1spec: answers every request with its own body. Prints its port.
import { Buffer } from "node:buffer";
import { createServer } from "node:http";

const server = createServer((request, answer) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts);
    answer.setHeader("Content-Length", body.length);
    answer.end(body);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
