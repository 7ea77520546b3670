import { UserError } from '@few-shot-lms/engine';
import type { BackendReport } from '../state/sessionState';
import { texts } from '../texts';
import type { ShelfReport } from '../state/featuresState';
import type { ModelBackend } from './ModelBackend';
import type { Session } from './Session';
import type { KeptText } from './KeptText';
import { warnUnlessStopped } from './warnUnlessStopped';

interface Setting {
  readonly wanted: boolean;
  /** Goes into the names of the stored files. */
  readonly salt: string;
}

/** Whether features are kept on this computer, by the user's word, and the deleting of those that are. */
export class StoredFeatures {
  private toldReport: BackendReport | null = null;

  constructor(
    private readonly session: Session,
    private readonly backend: ModelBackend,
    private readonly kept: KeptText,
    private readonly mostBytes: () => number,
  ) {
    session.store.dispatch({ type: 'shelf', shelf: { wanted: this.setting()?.wanted ?? false } });
    session.store.subscribe(() => this.followBackend());
  }

  /** Has features kept from now on, or not any more; those that are stored stay. @throws UserError if the browser refuses */
  async keep(wanted: boolean): Promise<void> {
    const salt = this.setting()?.salt ?? newSalt();
    if (!this.write({ wanted, salt })) throw new UserError(texts.shelf.noSetting);
    // The worker hears of it before it is asked for the next slice.
    const told = this.tell();
    this.session.store.dispatch({ type: 'shelf', shelf: { wanted } });
    await told;
  }

  /** Deletes the stored features of all series; what is in memory is not stored again. */
  async deleteAll(): Promise<void> {
    const { wanted } = this.session.store.getSnapshot().shelf;
    this.report(await this.backend.deleteFeatures());
    if (this.write({ wanted, salt: newSalt() })) await this.tell();
  }

  /** A worker that has just got its model is told before it encodes anything. */
  private followBackend(): void {
    const { backend } = this.session.store.getSnapshot();
    const report = backend.phase === 'ready' ? backend.report : null;
    if (report === this.toldReport) return;
    this.toldReport = report;
    if (!report?.encodesSlices) return;
    this.tell().catch((error) => warnUnlessStopped('features could not be kept', error));
  }

  private async tell(): Promise<void> {
    if (!this.toldReport) return;
    const setting = this.setting();
    const wish = setting?.wanted ? { salt: setting.salt, limitBytes: this.mostBytes() } : null;
    this.report(await this.backend.keepFeatures(wish));
  }

  private report(report: ShelfReport): void {
    this.session.store.dispatch({ type: 'shelf', shelf: { report } });
  }

  private setting(): Setting | null {
    try {
      const { wanted, salt } = JSON.parse(this.kept.read() ?? 'null') as Partial<Setting>;
      return typeof wanted === 'boolean' && typeof salt === 'string' ? { wanted, salt } : null;
    } catch {
      // Nothing is kept, or somebody else wrote there.
      return null;
    }
  }

  private write(setting: Setting): boolean {
    return this.kept.write(JSON.stringify(setting));
  }
}

function newSalt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
