// What Temporal keeps of a batch: ids, counts and codes, nothing that is secret or says who somebody is.
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { createBatchForm, getMe } from '../../clients/typescript';
import { manyPictures } from '../faults/pictures';
import { type JourneyStack, type Person, startJourneyStack } from './support/stack';

jest.setTimeout(300_000);

let stack: JourneyStack;
let person: Person;
let connection: Connection;
let history: string;

beforeAll(async () => {
  stack = await startJourneyStack();
  person = await stack.person();
  const follower = person.follow();
  const [first, ...others] = await manyPictures(20);
  const named = new File([first ?? ''], 'Jeanne-orchard-north.jpg');
  const broken = new File(['these are words'], 'Jeanne-notes.jpg');
  const body = { name: 'Harvest of Jeanne', images: [named, broken, ...others] };
  const { data } = await createBatchForm({ client: person.client, body, throwOnError: true });
  await follower.sees(data.id, 'batch.finished');
  connection = await Connection.connect({ address: stack.info.env['TEMPORAL_ADDRESS'] ?? '' });
  history = await historyOf(data.id);
});

afterAll(async () => {
  await connection.close();
  await stack.stop();
});

async function historyOf(batchId: string): Promise<string> {
  const temporal = new TemporalClient({ connection });
  const query = `WorkflowType = "processBatch" and subjectId = "${batchId}"`;
  for await (const { workflowId } of temporal.workflow.list({ query })) {
    const kept = historyToJSON(await temporal.workflow.getHandle(workflowId).fetchHistory());
    // Payloads are kept as base64; they are read here as a person in the Web UI reads them.
    const read = (_: string, payload: string): string =>
      `"data":${Buffer.from(payload, 'base64').toString()}`;
    return JSON.stringify(JSON.parse(kept)).replace(/"data":"([^"]*)"/g, read);
  }
  throw new Error('the workflow of the batch is not listed');
}

describe('the history of a batch', () => {
  it('shows whose it is by ids', () => {
    expect(history).toContain(person.id);
    expect(history).toContain('"item_count":21');
  });

  it('holds no name of a person, a file or a batch, no address, no token', async () => {
    const { data: me } = await getMe({ client: person.client, throwOnError: true });
    const token = /eyJ[\w-]+\./;
    for (const word of ['Jeanne', me.username, me.email, 'images/', '.jpg']) {
      expect(history).not.toContain(word);
    }
    expect(history).not.toMatch(token);
    expect(history).not.toContain(stack.info.env['SECRET_KEY']);
  });
});
