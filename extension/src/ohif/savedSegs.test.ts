import type { DisplaySet, NaturalInstance, OhifManagers } from './ohifServices';
import { listSegs, segFile, segNumbers, type SegServices } from './savedSegs';

const STUDY = '1.2';

/** Header of instance `number` of a series of SEGs. */
function header(series: string, number: number, more: Record<string, unknown> = {}): NaturalInstance {
  return {
    StudyInstanceUID: STUDY,
    SeriesInstanceUID: series,
    SOPInstanceUID: `${series}.${number}`,
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7',
    Modality: 'SEG',
    SeriesDescription: ' Organs ',
    SeriesNumber: 1004,
    InstanceNumber: String(number),
    ContentDate: '20260131',
    ContentTime: `14050${number}.25`,
    ...more,
  };
}

const displaySetOf = (instance: NaturalInstance) =>
  ({ ...instance, displaySetInstanceUID: `d ${instance.SOPInstanceUID}`, instance }) as unknown as DisplaySet;

const saved = [1, 2, 3].map((number) => header('9.1', number));
const image = { ...header('8.1', 1), Modality: 'MR' };

/** OHIF after a study was opened: a display set for the last SEG of the series, headers of all. */
function services(more: Partial<SegServices> = {}): SegServices {
  const notSaved = { Modality: 'SEG', StudyInstanceUID: STUDY } as DisplaySet;
  return {
    displaySetService: {
      getActiveDisplaySets: () => [notSaved, displaySetOf(image), displaySetOf(saved[2])],
    },
    hangingProtocolService: {
      studies: [
        undefined,
        { StudyInstanceUID: STUDY, series: [{ instances: [image] }, { instances: saved }, {}] },
      ],
    },
    ...more,
  };
}

describe('listSegs', () => {
  it('lists all instances of a series, also those that OHIF does not, the newest first', () => {
    expect(listSegs(services(), STUDY)).toEqual(
      [3, 2, 1].map((number) => ({
        id: `9.1.${number}`,
        description: 'Organs',
        seriesNumber: 1004,
        instanceNumber: number,
        made: `2026-01-31 14:05:0${number}`,
      })),
    );
    expect(listSegs(services(), '1.3')).toEqual([]);
  });

  it('lists those with a display set where OHIF gives no headers', () => {
    const ids = listSegs(services({ hangingProtocolService: undefined }), STUDY).map(({ id }) => id);
    expect(ids).toEqual(['9.1.3']);
  });

  it('takes the next best date, and puts what has none at the end, by number', () => {
    const headers = [
      header('9.2', 1, {
        ContentDate: undefined,
        InstanceCreationDate: '20260201',
        InstanceCreationTime: '0910',
      }),
      header('9.2', 2, { ContentDate: '', SeriesDate: '2025.12.24' }),
      header('9.2', 3, { ContentDate: 'yesterday' }),
      header('9.2', 4, { ContentDate: undefined, InstanceNumber: undefined, SeriesNumber: '' }),
      header('9.2', 5, { ContentDate: undefined }),
    ];
    const displaySetService = { getActiveDisplaySets: () => headers.map(displaySetOf) };
    const listed = listSegs(services({ displaySetService, hangingProtocolService: {} }), STUDY);
    expect(listed.map(({ id, made }) => [id, made])).toEqual([
      ['9.2.1', '2026-02-01 09:10:00'],
      ['9.2.2', '2025-12-24'],
      ['9.2.5', null],
      ['9.2.3', null],
      ['9.2.4', null],
    ]);
    expect(listed.at(-1)).toMatchObject({ instanceNumber: null, seriesNumber: null });
  });
});

it('knows the numbers of a series, whichever of its SEGs are listed', () => {
  expect(segNumbers(services(), '9.1').sort()).toEqual([1, 2, 3]);
  expect(segNumbers(services(), '9.9')).toEqual([]);
});

describe('segFile', () => {
  function managers(fetched: unknown[], answer: () => Promise<ArrayBuffer | Uint8Array>): OhifManagers {
    const findDicomDataPromise = (...what: unknown[]) => (fetched.push(what), answer());
    return {
      servicesManager: {
        services: { ...services(), userAuthenticationService: { getAuthorizationHeader: () => 'secret' } },
      },
      extensionManager: {
        getModuleEntry: () => ({ exports: { dicomLoaderService: { findDicomDataPromise } } }),
      },
    } as unknown as OhifManagers;
  }

  it('fetches an instance that has no display set', async () => {
    const fetched: unknown[] = [];
    const instance = Object.assign(saved[0], { wadoRoot: '/dicom-web' });
    const bytes = await segFile(
      managers(fetched, async () => new Uint8Array([1, 2])),
      '9.1.1',
    );
    expect([...new Uint8Array(bytes)]).toEqual([1, 2]);
    expect(fetched).toEqual([
      [
        {
          StudyInstanceUID: STUDY,
          SeriesInstanceUID: '9.1',
          SOPInstanceUID: '9.1.1',
          wadoRoot: '/dicom-web',
          wadoUri: undefined,
          instance,
        },
        null,
        'secret',
      ],
    ]);
  });

  it('says why it could not', async () => {
    const refused = Object.assign(new Error('no'), { request: { status: 404 } });
    const fails = managers([], () => Promise.reject(refused));
    await expect(segFile(fails, '9.1.1')).rejects.toThrow(/could not be fetched from the archive \(.*404\)/);
    await expect(segFile(fails, '9.1.7')).rejects.toThrow(/not in the list any more/);
  });
});
