import type { MemberProcess } from './member-process';
import type { Work } from './job';

/** Deaths of a member that held an image alone, after which the image is to blame. */
const deathsToBlame = 2;

/**
 * Images that were in a member when it died. Any of them may be the reason, so each is tried again in a member that
 * holds nothing else: the innocent get their result, and the guilty one is found.
 */
export class Quarantine {
  private readonly suspects: Work[] = [];
  private ward: MemberProcess | undefined;

  /**
   * Takes in what a dead member held. Returns those that are now known to kill. A member that had not even opened
   * the model did not die of a picture.
   */
  admit(works: Work[], loaded: ReadonlySet<string>): Work[] {
    const live = works.filter(({ job }) => job.isLive);
    for (const work of live) {
      if (works.length === 1 && loaded.has(work.job.model.version)) work.deaths += 1;
    }
    this.suspects.push(...live.filter(({ deaths }) => deaths < deathsToBlame));
    return live.filter(({ deaths }) => deaths >= deathsToBlame);
  }

  /** What this member shall do: nothing to do with it, wait until it is empty, or try one suspect alone. */
  orderFor(member: MemberProcess): 'free' | 'wait' | Work {
    while (this.suspects[0] && !this.suspects[0].job.isLive) this.suspects.shift();
    if (this.ward?.state !== 'ready') this.ward = undefined;
    if (this.suspects.length > 0) this.ward ??= member;
    if (this.ward !== member) return 'free';
    if (member.inFlight.size > 0) return 'wait';
    const suspect = this.suspects.shift();
    if (!suspect) this.ward = undefined;
    return suspect ?? 'free';
  }
}
