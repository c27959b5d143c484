// A check whose model takes its process down.
process.once('message', () => process.kill(process.pid, 'SIGSEGV'));
process.send({ type: 'ready' });
