import { refreshTokenWorkflowId, type RefreshTokenInput } from '../../workflows/studio/contract';
import type { CommandFor } from '../operations/workflow-command';
import type { SocialAccount } from './social-account';

/** The command that starts the workflow of an account, or has it look again. */
export function accountWorkflow(
  account: Pick<SocialAccount, 'id' | 'owner_id' | 'platform'>,
): CommandFor<RefreshTokenInput> {
  return {
    owner_id: account.owner_id,
    workflow_id: refreshTokenWorkflowId(account.id),
    workflow_type: 'refreshToken',
    input: { account_id: account.id },
    subject_id: account.id,
    summary: `Account: ${account.platform}`,
    ...{ poke: true, restart: true },
  };
}
