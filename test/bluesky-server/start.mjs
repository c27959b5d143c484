// A real server of the AT Protocol with one account, until standard input ends. Says in one line where it is.
import { TestNetworkNoAppView } from '@atproto/dev-env';

const network = await TestNetworkNoAppView.create({ pds: {} });
const handle = 'anna.test';
const password = 'only for a moment';
const agent = network.pds.getClient();
await agent.createAccount({ handle, password, email: 'anna@example.org' });
const made = await agent.com.atproto.server.createAppPassword({ name: 'relais' });
const told = { url: network.pds.url, handle, password, app_password: made.data.password };
process.stdout.write(`${JSON.stringify(told)}\n`);

process.stdin.resume();
process.stdin.once('end', () => void network.close().then(() => process.exit(0)));
