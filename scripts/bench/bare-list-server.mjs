// Express and pg, nothing else. The statements are those that the product sends for one request: they are listened to
// while the product's own app answers once in this process, and then sent again for every request, rows as they come.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const express = require('express');
const { Pool } = require('pg');
const { createApp } = require('../../dist/api/app.js');
const { createServices } = require('../../dist/api/services.js');
const { loadConfig } = require('../../dist/foundation/config.js');
const { createLogger } = require('../../dist/foundation/logging.js');

const config = loadConfig({ ...process.env, LOG_LEVEL: 'silent' });
const statements = await statementsOf(process.env.BENCH_PATH, process.env.BENCH_TOKEN);
const pool = new Pool({ connectionString: config.databaseUrl, max: config.databasePoolSize });
const app = express();
app.get('/list', async (_request, response) => {
  const answers = await Promise.all(statements.map((statement) => pool.query(statement)));
  response.json({ results: answers.map(({ rows }) => rows) });
});
const server = createServer(app);
server.listen(0, '127.0.0.1', () => {
  process.send(`http://127.0.0.1:${server.address().port}/list`);
});

async function statementsOf(path, token) {
  const services = createServices(config, createLogger(config, 'bench'));
  const api = createServer(await createApp(services)).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const url = `http://127.0.0.1:${api.address().port}${path}`;
  const headers = { authorization: `Bearer ${token}` };
  // Twice: the first request also reads the session, which the next ones find in memory.
  await fetch(url, { headers });
  const heard = [];
  services.database.on('query', ({ sql, bindings }) => heard.push({ sql, bindings }));
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  await response.text();
  await pause(100);
  api.close();
  await services.close();
  return heard.map(({ sql, bindings }) => ({ text: numbered(sql), values: bindings }));
}

function numbered(sql) {
  let count = 0;
  return /\$\d/.test(sql) ? sql : sql.replace(/\?/g, () => `$${++count}`);
}
