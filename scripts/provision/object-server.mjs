// A real S3 server for the contract tests of the object store.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../stack/ports.mjs';
import { provideExecutable } from './executable.mjs';

/** Prepares a server in a folder: `{endpoint, accessKeyId, secretAccessKey, launch(), ready(signal), remove()}`. */
export async function prepareObjectServer(folder) {
  const program = await provideExecutable('weed');
  const ports = await freePorts(8);
  const accessKeyId = randomBytes(10).toString('hex');
  const secretAccessKey = randomBytes(20).toString('hex');
  mkdirSync(path.join(folder, 'data'), { recursive: true });
  const config = path.join(folder, 's3.json');
  writeFileSync(config, JSON.stringify(identities(accessKeyId, secretAccessKey)), { mode: 0o600 });
  const endpoint = `http://127.0.0.1:${ports[6]}`;
  return {
    endpoint,
    accessKeyId,
    secretAccessKey,
    launch: () => ({
      command: program,
      args: flags(folder, config, ports),
      options: { cwd: folder },
    }),
    // It is not worth a graceful end: its data are thrown away.
    stopSignal: 'SIGKILL',
    remove: () => removeSockets(ports),
    ready: (signal) => waitForBuckets({ endpoint, accessKeyId, secretAccessKey }, signal),
  };
}

// It puts these into /tmp whatever it is told, and leaves them there.
function removeSockets(ports) {
  const names = ['master', 'volume', 'filer', 's3'].map(
    (part, i) => `${part}-grpc-${ports[2 * i + 1]}`,
  );
  for (const name of names) rmSync(`/tmp/seaweedfs-${name}.sock`, { force: true });
}

function identities(accessKey, secretKey) {
  const actions = ['Admin', 'Read', 'List', 'Tagging', 'Write'];
  return { identities: [{ name: 'tests', credentials: [{ accessKey, secretKey }], actions }] };
}

// Each of its four parts has a port for HTTP and one for its own talk, and would else take well-known ones.
function flags(folder, config, ports) {
  const parts = ['master', 'volume', 'filer', 's3'].flatMap((part, index) => [
    `-${part}.port=${ports[2 * index]}`,
    `-${part}.port.grpc=${ports[2 * index + 1]}`,
  ]);
  const address = ['-ip=127.0.0.1', '-ip.bind=127.0.0.1', `-dir=${path.join(folder, 'data')}`];
  const alone = ['-master.telemetry=false', '-s3.port.iceberg=0', '-s3.port.lance=0'];
  const small = ['-master.volumeSizeLimitMB=64', '-volume.max=0', '-volume.preStopSeconds=0'];
  const sockets = [
    `-filer.localSocket=${path.join(folder, 'filer.sock')}`,
    `-s3.localSocket=${path.join(folder, 's3.sock')}`,
  ];
  return [
    'server',
    ...address,
    ...parts,
    '-s3',
    `-s3.config=${config}`,
    ...alone,
    ...small,
    ...sockets,
  ];
}

// It accepts connections before it can store anything: it is ready when a bucket can be made and removed.
async function waitForBuckets({ endpoint, accessKeyId, secretAccessKey }, signal) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const {
    CreateBucketCommand,
    DeleteBucketCommand,
    DeleteObjectCommand,
    PutObjectCommand,
    S3Client,
  } = await import('@aws-sdk/client-s3');
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({
    endpoint,
    credentials,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const Bucket = 'readiness';
  const object = { Bucket, Key: 'probe' };
  const steps = [
    new CreateBucketCommand({ Bucket }),
    new PutObjectCommand({ ...object, Body: 'ready' }),
    new DeleteObjectCommand(object),
    new DeleteBucketCommand({ Bucket }),
  ];
  while (steps.length > 0) {
    signal?.throwIfAborted();
    try {
      await client.send(steps[0]);
      steps.shift();
    } catch (error) {
      if (/BucketAlready/.test(error.name)) steps.shift();
      else await pause(100);
    }
  }
  client.destroy();
}
