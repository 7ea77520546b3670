import type { SegEncoding } from '../state/sessionState';
import type { DataSourceConfig, SegStoreConfig } from './ohifServices';

/** How the archive in use wants a SEG. */
export interface SegStoreSettings {
  readonly encoding: SegEncoding;
  readonly compressed: boolean;
}

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/**
 * The settings that OHIF's own SEG export follows, so that whoever runs a viewer says once what the archive takes:
 * `configuration.segmentation.store` of the data source, then the customization `segmentation.store.*`, then OHIF's
 * default, a label map in RLE.
 * @param customization value of a customization by its name
 */
export function segStoreSettings(
  config: DataSourceConfig | undefined,
  customization: (name: string) => unknown,
): SegStoreSettings {
  const own = config?.segmentation?.store;
  const setting = (name: keyof SegStoreConfig): unknown =>
    own?.[name] ?? customization(`segmentation.store.${name}`);
  return {
    encoding: setting('defaultMode') === 'bitmap' ? 'BINARY' : 'LABELMAP',
    compressed: setting('transferSyntaxUID') !== EXPLICIT_LITTLE_ENDIAN,
  };
}
