import { dcm } from '../../codes/coded-concept';
import { newUid } from '../../part10/uid';
import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';
import type { IodModule, SegContext } from '../iod/iod-module';
import { segKinds } from '../seg-kinds';
import { codeSequence } from './code-sequence';
import { copiedAttributes } from './copied-attributes';

const ACQUISITION = dcm('109101', 'Acquisition Equipment');
const PROCESSING = dcm('109102', 'Processing Equipment');

/** An item of the Contributing Equipment Sequence. */
export const contributingEquipmentItem: AttributeTable = {
  name: 'Contributing Equipment Sequence',
  section: 'C.12.1',
  attributes: {
    PurposeOfReferenceCodeSequence: '1',
    Manufacturer: '1',
    InstitutionName: '3',
    StationName: '3',
    ManufacturerModelName: '3',
    DeviceSerialNumber: '3',
    SoftwareVersions: '3',
    ContributionDateTime: '3',
    ContributionDescription: '3',
  },
};

/** SOP Common Module (PS3.3 section C.12.1), with new identifiers and the equipment that has had a part in it. */
export const sopCommonModule: IodModule = {
  name: 'SOP Common Module',
  section: 'C.12.1',
  entity: 'Image',
  usage: 'M',
  attributes: {
    SpecificCharacterSet: '1C',
    SOPClassUID: '1',
    SOPInstanceUID: '1',
    InstanceCreationDate: '3',
    InstanceCreationTime: '3',
    ContentQualification: '3',
    ContributingEquipmentSequence: '3',
  },
  write: (context) => ({
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: segKinds[context.request.kind].sopClassUid,
    SOPInstanceUID: context.request.sopInstanceUid ?? newUid(),
    InstanceCreationDate: context.now.date,
    InstanceCreationTime: context.now.time,
    // No approved medical device.
    ContentQualification: 'RESEARCH',
    ContributingEquipmentSequence: contributingEquipment(context),
  }),
};

/** The scanner, and this software. */
function contributingEquipment({ request, source, now }: SegContext): Record<string, unknown>[] {
  const scanner = copiedAttributes(source, {
    Manufacturer: 'LO',
    InstitutionName: 'LO',
    StationName: 'SH',
    ManufacturerModelName: 'LO',
    DeviceSerialNumber: 'LO',
    SoftwareVersions: 'LO',
  });
  const { name, version } = request.software;
  const items = [
    // Manufacturer must have a value; without one there is nothing to say about the scanner.
    ...(scanner.Manufacturer
      ? [{ PurposeOfReferenceCodeSequence: codeSequence(ACQUISITION), ...scanner }]
      : []),
    {
      PurposeOfReferenceCodeSequence: codeSequence(PROCESSING),
      Manufacturer: name.slice(0, 64),
      ManufacturerModelName: name.slice(0, 64),
      SoftwareVersions: version.slice(0, 64),
      ContributionDateTime: `${now.date}${now.time}`,
      ContributionDescription: 'Segmentation of the images',
    },
  ];
  return items.map((item) => checkedAttributes<Record<string, unknown>>(contributingEquipmentItem, item));
}
