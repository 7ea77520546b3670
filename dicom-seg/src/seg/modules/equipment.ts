import type { IodModule } from '../iod/iod-module';

/**
 * General Equipment Module (PS3.3 section C.7.5.1), as far as the Enhanced General Equipment Module does not say it
 * more strictly: the value of a label map's background.
 */
export const generalEquipmentModule: IodModule = {
  name: 'General Equipment Module',
  section: 'C.7.5.1',
  entity: 'Equipment',
  usage: 'M',
  attributes: { PixelPaddingValue: '1C' },
  write: ({ request }) =>
    request.kind === 'LABELMAP' ? { PixelPaddingValue: 0, _vrMap: { PixelPaddingValue: 'US' } } : {},
};

/** Enhanced General Equipment Module (PS3.3 section C.7.5.2): this software. */
export const enhancedGeneralEquipmentModule: IodModule = {
  name: 'Enhanced General Equipment Module',
  section: 'C.7.5.2',
  entity: 'Equipment',
  usage: 'M',
  attributes: {
    Manufacturer: '1',
    ManufacturerModelName: '1',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
  },
  write: ({ request: { software } }) => ({
    Manufacturer: software.name.slice(0, 64),
    ManufacturerModelName: software.name.slice(0, 64),
    // Software has no serial number, but the attribute must have a value.
    DeviceSerialNumber: '0',
    SoftwareVersions: software.version.slice(0, 64),
  }),
};
