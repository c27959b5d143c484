// Puts together the parts that a stack was asked for, with the settings that connect them.
import { checkPorts, choosePorts } from './ports.mjs';
import { nodeService, objectsService, postgresService, temporalService } from './services.mjs';
import { settingsOf } from './settings.mjs';

const portNames = ['api', 'temporal', 'temporalUi', 'postgres', 'mailbox', 'smtp'];
const owners = { temporalUi: 'temporal', smtp: 'mailbox' };

/** The ports of a stack; throws when a fixed one is taken. */
export async function portsOf(options) {
  const ports = await choosePorts(options.ports, portNames, process.env);
  const used = portNames.filter((name) => isPart(options, owners[name] ?? name));
  if (options.ports === 'fixed') {
    await checkPorts(Object.fromEntries(used.map((name) => [name, ports[name]])));
  }
  return ports;
}

/** The parts by name in the order of their start, the environment of our processes, and what a person can open. */
export async function prepareParts(options, ports) {
  const servers = await prepareServers(options, ports);
  const { stateDir, temporalAddress, commands } = options;
  const env = settingsOf({
    stateDir,
    ports,
    password: servers.postgres?.password,
    temporalAddress: temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    fixed: options.ports === 'fixed',
    overrides: options.env,
  });
  const parts = new Map(Object.entries(servers).filter(([, part]) => part));
  for (const name of ['mailbox', 'api', 'worker', 'inference']) {
    if (isPart(options, name)) parts.set(name, nodeService(name, { env, command: commands[name] }));
  }
  return { parts, env, urls: urlsOf(servers, ports), objects: servers.objects?.access };
}

async function prepareServers(options, { postgres, temporal, temporalUi }) {
  const { stateDir, fast } = options;
  const makers = {
    postgres: () => postgresService({ stateDir, port: postgres, fast }),
    temporal: () => temporalService({ stateDir, port: temporal, uiPort: temporalUi }),
    objects: () => objectsService({ stateDir }),
  };
  const names = Object.keys(makers).filter((name) => isPart(options, name));
  const made = await Promise.all(names.map(async (name) => [name, await makers[name]()]));
  return Object.fromEntries(made);
}

function urlsOf({ postgres, temporal }, ports) {
  const api = `http://127.0.0.1:${ports.api}`;
  return {
    api,
    docs: `${api}/docs`,
    temporalUi: temporal && `http://127.0.0.1:${ports.temporalUi}`,
    mailbox: `http://127.0.0.1:${ports.mailbox}`,
    adminDatabase: postgres?.adminUrl,
  };
}

// A Temporal server that is there already is used as it is.
function isPart({ services, temporalAddress }, name) {
  return services.includes(name) && !(name === 'temporal' && temporalAddress);
}
