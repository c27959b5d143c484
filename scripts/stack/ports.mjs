// Ports on loopback: free ones for a stack that nobody has to find, fixed ones for the stack that people use.
import net from 'node:net';
import { PlainError } from '../project.mjs';

// Below the range from which systems take the ports of outgoing connections, so that none is lost meanwhile.
const lowest = 20_000;
const highest = 31_999;

/** The settings that name the fixed ports, and what they are when they are not set. */
export const fixedPorts = {
  api: { setting: 'API_PORT', port: 8000 },
  temporal: { setting: 'TEMPORAL_PORT', port: 7233 },
  temporalUi: { setting: 'TEMPORAL_UI_PORT', port: 8233 },
  postgres: { setting: 'POSTGRES_PORT', port: 5433 },
  mailbox: { setting: 'MAILBOX_PORT', port: 8025 },
  smtp: { setting: 'SMTP_PORT', port: 1025 },
};

/** Whether a server could listen on the port now. */
export async function isFree(port, host = '127.0.0.1') {
  const server = net.createServer();
  try {
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, exclusive: true }, resolve);
    });
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** As many different free ports as asked for. */
export async function freePorts(count) {
  const found = new Set();
  for (let attempt = 0; found.size < count && attempt < 2_000; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  if (found.size < count) throw new PlainError('There are not enough free ports on this machine.');
  return [...found];
}

/** The ports of a stack by name: `'free'`, or `'fixed'` by their settings. */
export async function choosePorts(mode, names, env) {
  if (mode !== 'fixed') {
    const ports = await freePorts(names.length);
    return Object.fromEntries(names.map((name, index) => [name, ports[index]]));
  }
  return Object.fromEntries(names.map((name) => [name, fixedPort(name, env)]));
}

/** Throws one message that names every port which somebody else has taken, with its setting. */
export async function checkPorts(ports) {
  const taken = [];
  for (const [name, port] of Object.entries(ports)) {
    if (!(await isFree(port)))
      taken.push(`  port ${port} is taken: set ${fixedPorts[name].setting}`);
  }
  if (taken.length === 0) return;
  throw new PlainError(`Another program uses a port that Relais needs:\n${taken.join('\n')}`);
}

function fixedPort(name, env) {
  const { setting, port } = fixedPorts[name];
  const given = env[setting];
  if (given === undefined || given === '') return port;
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new PlainError(`${setting} must be a port from 1 to 65535, not ${JSON.stringify(given)}.`);
}
