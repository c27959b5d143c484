// What a Temporal namespace needs before it is of use. A namespace is recognised by its id: one with another id is a new
// server or one that lost its data, and is prepared again, which also restores the workflows of unfinished rows.
import type { Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import type { Knex } from 'knex';
import { searchAttributes } from '../activities/clients/workflow-starter';
import { ensureWorkflows } from '../activities/operations/ensure-workflows';
import type { Logger } from '../foundation/logging';
import { reconcileSchedules } from './schedules';

export interface PrepareDependencies {
  database: Knex;
  temporal: Client;
  logger: Logger;
}

/** Returns a check, to be called often, which prepares the namespace when it is not the one prepared last. */
export function createNamespaceWatch(dependencies: PrepareDependencies): () => Promise<void> {
  let prepared: string | undefined;
  return async () => {
    const id = await namespaceId(dependencies.temporal);
    if (id === prepared) return;
    dependencies.logger.info({ namespace_id: id }, 'preparing the Temporal namespace');
    await registerSearchAttributes(dependencies.temporal);
    await reconcileSchedules(dependencies.temporal);
    const restored = await ensureWorkflows(dependencies);
    dependencies.logger.info({ namespace_id: id, restored }, 'namespace prepared');
    prepared = id;
  };
}

async function namespaceId(client: Client): Promise<string> {
  const { namespace } = client.options;
  const { namespaceInfo } = await client.workflowService.describeNamespace({ namespace });
  return namespaceInfo?.id ?? '';
}

async function registerSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const { operatorService } = client.connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const keyword = proto.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  const missing = Object.keys(searchAttributes).filter((name) => !customAttributes?.[name]);
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
  });
}
