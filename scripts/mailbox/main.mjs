// A mailbox for one machine: it takes every mail by SMTP, sends none anywhere, and shows them on a web page.
import { openStore } from './store.mjs';
import { listenForMail } from './smtp.mjs';
import { serveWeb } from './web.mjs';

const store = openStore(process.env.MAILBOX_DIR);
const servers = [
  await listenForMail(store, Number(process.env.SMTP_PORT)),
  await serveWeb(store, Number(process.env.MAILBOX_PORT)),
];

function leave() {
  for (const server of servers) server.close(() => undefined);
  process.exit(0);
}

process.once('SIGTERM', leave);
process.once('SIGINT', leave);
process.once('disconnect', leave);
