// The API as it is, with one more address that collects garbage and says how much is left.
import http from 'node:http';
import { createRequire } from 'node:module';

const createServer = http.createServer;
http.createServer = (options, app) =>
  createServer(options, (request, response) => {
    if (request.url !== '/bench/heap') return app(request, response);
    globalThis.gc();
    globalThis.gc();
    response.end(JSON.stringify({ heap_used: process.memoryUsage().heapUsed }));
  });
createRequire(import.meta.url)('../../dist/api/main.js');
