import { PROVIDERS, type ModelMenu, type ProviderChoice } from '../state/sessionState';
import type { ServiceDefaults } from './defaults';
import type { ModelWish } from './ModelBackend';
import type { KeptText } from './KeptText';

/** What the user has chosen; left out is what they have not. */
export interface ChosenModel {
  readonly modelId?: string;
  readonly provider?: ProviderChoice;
}

/** Which model is wanted, and on what: by the user's word of this visit or an earlier one, then by the installation's. */
export class ModelChoice {
  private chosen: ChosenModel;

  constructor(
    private readonly kept: KeptText,
    private readonly defaults: () => Pick<ServiceDefaults, 'model' | 'provider'>,
  ) {
    this.chosen = chosenIn(kept.read());
  }

  /**
   * Holds from now on, while the page is open.
   * @returns the function after which what was chosen before holds again; false, and nothing done, where more was taken since
   */
  take({ modelId, provider }: ChosenModel): () => boolean {
    const before = this.chosen;
    const taken = { modelId: modelId ?? before.modelId, provider: provider ?? before.provider };
    this.chosen = taken;
    return () => {
      if (this.chosen !== taken) return false;
      this.chosen = before;
      return true;
    };
  }

  /** Has what was taken hold for later visits, where the browser keeps anything. Only what has started deserves it. */
  remember(): void {
    this.kept.write(JSON.stringify(this.chosen));
  }

  menu(): Pick<ModelMenu, 'modelId' | 'installedId' | 'provider'> {
    const { model, provider } = this.defaults();
    return {
      modelId: this.chosen.modelId ?? null,
      installedId: model,
      provider: this.chosen.provider ?? providerIn(provider) ?? 'auto',
    };
  }

  /** @param modelId that has to be in the list; left out: what was chosen, as far as the list has it */
  wish(modelId?: string): ModelWish {
    const { modelId: chosen, installedId, provider } = this.menu();
    return { modelId, preferred: [chosen, installedId].filter((id) => id !== null), provider };
  }
}

function chosenIn(text: string | null): ChosenModel {
  try {
    const { modelId, provider } = JSON.parse(text ?? '{}') as Record<keyof ChosenModel, unknown>;
    return {
      modelId: typeof modelId === 'string' ? modelId : undefined,
      provider: providerIn(provider),
    };
  } catch {
    // Somebody else wrote there.
    return {};
  }
}

function providerIn(value: unknown): ProviderChoice | undefined {
  return PROVIDERS.find((provider) => provider === value);
}
