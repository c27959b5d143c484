import type { Platform, ServerLimits } from './platform';
import type { PlatformRules } from './rules';

/** The rules for an account, whose server may have limits of its own; without an answer of it, the platform's. */
export function accountRules(
  { rules, limits }: Pick<Platform, 'rules' | 'limits'>,
  told: ServerLimits | null | undefined,
): PlatformRules {
  return limits && told ? limits.rules(told) : rules;
}
