import { UserError } from '@few-shot-lms/engine';
import type { SegmentTask } from './support';

/**
 * Gives segments the structures of --structures.
 *
 * @param structures label → name or short name of a row in the table of structures
 * @throws UserError for a label that is not there or a structure that the table does not have
 */
export async function namedTasks(
  tasks: readonly SegmentTask[],
  structures: ReadonlyMap<number, string>,
): Promise<SegmentTask[]> {
  if (structures.size === 0) return [...tasks];
  const { conceptForLabel, genericStructure, searchStructures, structureById } = await import(
    /* webpackMode: "eager" */ '@few-shot-lms/dicom-seg'
  );
  const stray = [...structures.keys()].find((label) => !tasks.some((task) => task.label === label));
  if (stray !== undefined) {
    throw new UserError(`--structures names label ${stray}, which is not propagated; leave it out.`);
  }
  const structureOf = (wanted: string) => {
    const structure = structureById(wanted) ?? conceptForLabel(wanted);
    if (structure !== genericStructure || wanted === genericStructure.id) return structure;
    const near = searchStructures(wanted)
      .slice(0, 3)
      .map(({ id }) => id);
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : "see 'few-shot-lms structures'.";
    throw new UserError(`--structures: there is no structure '${wanted}'; ${hint}`);
  };
  return tasks.map((task) => {
    const wanted = structures.get(task.label);
    if (wanted === undefined) return task;
    const structure = structureOf(wanted);
    const { dicom } = task.description;
    const name = dicom ? task.description.name : structure.name;
    return { ...task, description: { ...task.description, name, structure } };
  });
}
