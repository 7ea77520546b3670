import type { IodModule } from '../iod/iod-module';

/** General Image Module (PS3.3 section C.7.6.1), without what the modules below say more strictly. */
export const generalImageModule: IodModule = {
  name: 'General Image Module',
  section: 'C.7.6.1',
  entity: 'Image',
  usage: 'M',
  attributes: { InstanceNumber: '2', ContentDate: '2C', ContentTime: '2C' },
  write: ({ request, now }) => ({
    InstanceNumber: String(request.instanceNumber ?? 1),
    ContentDate: now.date,
    ContentTime: now.time,
  }),
};
