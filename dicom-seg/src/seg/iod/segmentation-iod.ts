import { algorithmIdentificationMacro } from '../modules/algorithm-identification';
import { clinicalTrialStudyModule, clinicalTrialSubjectModule } from '../modules/clinical-trial';
import { codeSequenceMacro } from '../modules/code-sequence';
import { commonInstanceReferenceModule } from '../modules/common-instance-reference';
import { enhancedGeneralEquipmentModule, generalEquipmentModule } from '../modules/equipment';
import { frameOfReferenceModule } from '../modules/frame-of-reference';
import {
  derivationImageMacro,
  frameContentMacro,
  multiFrameFunctionalGroupsModule,
  pixelMeasuresMacro,
  planeOrientationMacro,
  planePositionMacro,
  segmentationMacro,
  sourceImageItem,
} from '../modules/functional-groups';
import { generalImageModule } from '../modules/general-image';
import { generalStudyModule, patientStudyModule } from '../modules/general-study';
import { imagePixelModule } from '../modules/image-pixel';
import { multiFrameDimensionModule } from '../modules/multi-frame-dimension';
import { patientModule } from '../modules/patient';
import { segmentDescriptionMacro } from '../modules/segment-sequence';
import { segmentationImageModule } from '../modules/segmentation-image';
import { generalSeriesModule, segmentationSeriesModule } from '../modules/segmentation-series';
import { contributingEquipmentItem, sopCommonModule } from '../modules/sop-common';
import type { AttributeTable } from './attribute-table';
import { checkedAttributes } from './attribute-table';
import type { IodModule, SegContext } from './iod-module';

/** Modules of the Segmentation and of the Label Map Segmentation IOD (PS3.3 section A.51) that are written. */
export const segmentationIod: readonly IodModule[] = [
  patientModule,
  clinicalTrialSubjectModule,
  generalStudyModule,
  patientStudyModule,
  clinicalTrialStudyModule,
  generalSeriesModule,
  segmentationSeriesModule,
  frameOfReferenceModule,
  generalEquipmentModule,
  enhancedGeneralEquipmentModule,
  generalImageModule,
  imagePixelModule,
  segmentationImageModule,
  multiFrameFunctionalGroupsModule,
  multiFrameDimensionModule,
  commonInstanceReferenceModule,
  sopCommonModule,
];

/** Macros and items of sequences within these modules, each written by a function of its own. */
export const segmentationMacros: readonly AttributeTable[] = [
  segmentDescriptionMacro,
  algorithmIdentificationMacro,
  pixelMeasuresMacro,
  planeOrientationMacro,
  planePositionMacro,
  frameContentMacro,
  derivationImageMacro,
  sourceImageItem,
  segmentationMacro,
  contributingEquipmentItem,
  codeSequenceMacro,
];

/**
 * All attributes of a SEG but its pixel data.
 *
 * @throws UserError if the object would lack something that the standard wants
 */
export function segmentationDataset(context: SegContext): Record<string, unknown> {
  const parts = segmentationIod.map((module) => checkedIfWritten(module, module.write(context)));
  const vrMap = Object.assign({}, ...parts.map(({ _vrMap }) => _vrMap)) as Record<string, string>;
  return Object.assign({}, ...parts, { _vrMap: vrMap }) as Record<string, unknown>;
}

/** A module that is not mandatory may be left out as a whole. */
function checkedIfWritten(module: IodModule, written: Record<string, unknown>): Record<string, unknown> {
  if (module.usage !== 'M' && Object.keys(written).length === 0) return written;
  return checkedAttributes(module, written);
}
