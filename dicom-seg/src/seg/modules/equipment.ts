import { dcm } from '../../codes/coded-concept';
import type { NaturalizedDataset } from '../../part10/dataset';
import type { SegWriteRequest } from '../seg-write-request';
import { codeSequence } from './code-sequence';
import { copiedAttributes } from './copied-attributes';

const ACQUISITION = dcm('109101', 'Acquisition Equipment');
const PROCESSING = dcm('109102', 'Processing Equipment');

type Software = SegWriteRequest['software'];

/** General Equipment (PS3.3 section C.7.5.1) and Enhanced General Equipment Module (C.7.5.2). */
export function enhancedGeneralEquipmentModule({ name, version }: Software): Record<string, unknown> {
  return {
    Manufacturer: name.slice(0, 64),
    ManufacturerModelName: name.slice(0, 64),
    // Software has no serial number, but the attribute must have a value.
    DeviceSerialNumber: '0',
    SoftwareVersions: version.slice(0, 64),
  };
}

/** Contributing Equipment Sequence of the SOP Common Module (PS3.3 section C.12.1): the scanner, and this software. */
export function contributingEquipment(
  { name, version }: Software,
  source: NaturalizedDataset,
  now: { date: string; time: string },
): Record<string, unknown> {
  const scanner = copiedAttributes(source, {
    Manufacturer: 'LO',
    InstitutionName: 'LO',
    StationName: 'SH',
    ManufacturerModelName: 'LO',
    DeviceSerialNumber: 'LO',
    SoftwareVersions: 'LO',
  });
  return {
    ContributingEquipmentSequence: [
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
    ],
  };
}
